-- name: add_rows
-- Terms of a few records, and the words of their names.
with words as (
    insert into search_word (word)
    select word from unnest(%(words)s::text[]) as w (word) order by word
    on conflict do nothing
)
insert into search_term (kind, term, record_no)
select kind, term, record_no
from unnest(%(kinds)s::text[], %(terms)s::text[], %(records)s::bigint[])
    as t (kind, term, record_no)
on conflict do nothing

-- name: begin_run
insert into search_run default values returning run_no

-- name: copy_pages
-- Terms of many records, sorted and packed.
copy search_page (run_no, page_no, kind, first_term, terms, records) from stdin

-- name: add_words
-- Words of names, in order: two that land at once then never wait for each other in a circle.
insert into search_word (word)
select word from unnest(%(words)s::text[]) as w (word) order by word
on conflict do nothing

-- name: find_rows
-- Single terms within each range, at most so many a range.
select a.place, t.term, t.record_no
from unnest(%(kinds)s::text[], %(lows)s::text[], %(highs)s::text[])
    with ordinality as a (kind, low, high, place)
cross join lateral (
    select term, record_no
    from search_term
    where kind = a.kind and term >= a.low collate "C" and term < a.high collate "C"
    order by term
    limit %(limit)s
) t

-- name: find_pages
-- Pages that may hold terms of each range, at most so many a range and run: the last page that
-- begins before the range, and those that begin in it.
select a.place, p.terms, p.records
from unnest(%(kinds)s::text[], %(lows)s::text[], %(highs)s::text[])
    with ordinality as a (kind, low, high, place)
cross join search_run r
cross join lateral (
    (
        select terms, records
        from search_page
        where run_no = r.run_no and kind = a.kind and first_term < a.low collate "C"
        order by first_term desc, page_no desc
        limit 1
    )
    union all
    (
        select terms, records
        from search_page
        where run_no = r.run_no and kind = a.kind
          and first_term >= a.low collate "C" and first_term < a.high collate "C"
        order by first_term, page_no
        limit %(pages)s
    )
) p

-- name: forget_rows
delete from search_term where record_no = any(%(records)s) returning kind, term

-- name: pages_of_records
-- Pages that hold the bytes of one of these numbers.
select run_no, page_no, kind, terms, records
from search_page p
where exists (
    select from unnest(%(records)s::bytea[]) as n (bytes) where position(n.bytes in p.records) > 0
)
for update

-- name: forget_words
delete from search_word where word = any(%(words)s)

-- name: mend_page
update search_page
set first_term = %(first)s, terms = %(terms)s, records = %(records)s
where run_no = %(run_no)s and page_no = %(page_no)s

-- name: forget_page
delete from search_page where run_no = %(run_no)s and page_no = %(page_no)s
