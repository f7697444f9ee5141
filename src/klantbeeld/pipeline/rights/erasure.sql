-- name: remember
-- Records that may not come back, and their orders, whose lines may come in a file of their own.
insert into erased_record (digest, kind, source, at, request_no, content)
select d.digest, d.kind, d.source, %(now)s, %(request_no)s, null
from unnest(%(digests)s::bigint[], %(kinds)s::text[], %(sources)s::text[])
    as d (digest, kind, source)
on conflict (digest) do update set content = null

-- name: kept_by_law
-- Their touchpoints of the types that a legal duty keeps.
select t.touchpoint_no, t.source, t.type, t.touchpoint_key, r.source_record_id, t.occurred_at
from touchpoint t
join source_record r on r.record_no = any(%(records)s::bigint[]) and (
    t.record_no = r.record_no
    or (t.record_no is null and t.source = r.source and t.source_record_id = r.source_record_id)
)
where t.type = any(%(types)s::text[])
order by t.occurred_at

-- name: retain
-- They move out of everybody's sight with the lines of orders; what is over its time already goes.
insert into retained_touchpoint
    (source, type, touchpoint_key, source_record_id, occurred_at, amount, currency, status, detail,
     lines, purpose, keep_until, request_no)
select t.source, t.type, t.touchpoint_key, k.source_record_id, t.occurred_at, t.amount, t.currency,
       t.status, t.detail,
       case when t.type = any(%(order_types)s::text[]) then (
           select coalesce(
               jsonb_agg(to_jsonb(l) - 'source' - 'order_key' order by l.line_no), '[]'
           )
           from order_line l where l.source = t.source and l.order_key = t.touchpoint_key
       ) else '[]' end,
       k.purpose, k.keep_until, %(request_no)s
from unnest(
    %(touchpoints)s::bigint[], %(keys)s::text[], %(purposes)s::text[], %(until)s::timestamptz[]
) as k (touchpoint_no, source_record_id, purpose, keep_until)
join touchpoint t using (touchpoint_no)
where k.keep_until > %(now)s
on conflict (source, type, touchpoint_key) do update
set occurred_at = excluded.occurred_at, amount = excluded.amount, currency = excluded.currency,
    status = excluded.status, detail = excluded.detail, lines = excluded.lines,
    keep_until = excluded.keep_until

-- name: known
-- Hashes of the journal that the store does not know.
select d.digest
from unnest(%(digests)s::bigint[]) as d (digest)
where not exists (
    select from erased_record e where e.digest = d.digest and e.content is null
)

-- name: numbers_of_sources
-- Every record of these sources by the source's own number.
select record_no, source, source_record_id
from source_record
where source = any(%(sources)s::text[])

-- name: remembered
-- The erased records of the store, for a journal that lacks them.
select digest, source, at, request_no
from erased_record
where kind = 'record' and content is null
order by at, digest

-- name: whose
-- All records of the people whom these records belong to.
select all_of.record_no, all_of.person_id
from membership all_of
where all_of.person_id in (
    select person_id from membership where record_no = any(%(records)s::bigint[])
)
order by all_of.record_no
