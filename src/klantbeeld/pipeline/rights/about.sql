-- name: keys
-- The records and the numbers by which what hangs on them is found.
select record_no, source, source_record_id, delivered
from source_record
where record_no = any(%(records)s::bigint[])
order by record_no

-- name: orders
-- The keys of their orders.
select distinct t.source, t.touchpoint_key
from touchpoint t
left join unnest(%(sources)s::text[], %(keys)s::text[]) as k (source, source_record_id)
    on k.source = t.source and k.source_record_id = t.source_record_id
where t.type = any(%(types)s::text[])
  and (t.record_no = any(%(records)s::bigint[]) or (t.record_no is null and k.source is not null))

-- name: requests
-- The requests that are about them.
select distinct request_no
from rights_request_record
where record_no = any(%(records)s::bigint[])

-- name: letters
-- Rows that could not be read and that name one of these records, one of their orders, or hold an
-- address, number or code that is theirs.
select l.*
from dead_letter l
where exists (
    select from unnest(
        %(letter_sources)s::text[], %(deliveries)s::text[], %(columns)s::text[], %(numbers)s::text[]
    ) as n (source, delivery, field, number)
    where l.source = n.source and l.delivery = n.delivery
      and btrim(l.delivered ->> n.field) = n.number
) or exists (
    select from jsonb_each_text(l.delivered) as e (field, value)
    where lower(btrim(e.value)) = any(%(contacts)s::text[])
)
order by l.dead_letter_no

-- name: forget_letters
delete from dead_letter where dead_letter_no = any(%(letters)s::bigint[])

-- name: log
-- Lines about them, and lines of lists and searches in which they stood.
select *
from access_log
where person_id = any(%(records)s::bigint[])
   or (
      access_log_lists(detail) is not null
      and access_log_lists(detail) @> any(array(
          select jsonb_build_array(n) from unnest(%(records)s::bigint[]) as n (n)
      ))
   )

-- name: profiles
-- What their records say of an organisation.
select distinct p.*
from organisation_profile p join organisation_record r using (profile)
where r.record_no = any(%(records)s::bigint[])

-- name: pages
-- Packed search terms of these records; whoever reads a page takes only theirs.
select run_no, page_no, kind, terms, records
from search_page p
where exists (
    select from unnest(%(packed)s::bytea[]) as n (bytes) where position(n.bytes in p.records) > 0
)
order by run_no, page_no

-- name: words
-- The words of their names, as misspelt ones are compared with.
select word from search_word where word = any(%(words)s::text[]) order by word
