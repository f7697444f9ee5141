-- name: clear
truncate blocking_page, blocking_key, blocking_since, crowded_key

-- name: copy_pages
-- As the table was emptied in the same transaction, pages are written as seen by everybody from the
-- start: nobody has to come back to mark them so.
copy blocking_page (first_key, entries) from stdin (format binary, freeze)

-- name: holders
-- Of these keys, and where asked of all crowds: the page on which each would stand (its first key, no
-- record; one page may be the answer to several); the records linked since the last build that have
-- it, at most so many a key (no entries); and the crowds themselves (neither).
with watched as materialized (
    select unnest(%(keys)s::bigint[]) as key
    union all
    select key from crowded_key where %(crowds)s and key <> all(%(keys)s::bigint[])
)
select p.first_key as key, null::bigint as record_no, p.entries
from watched k
cross join lateral (
    select first_key, entries
    from blocking_page
    where first_key <= k.key
    order by first_key desc
    limit 1
) p
union all
select q.key, k.record_no, null
from watched q
cross join lateral (
    select record_no from blocking_key where key = q.key limit %(most)s
) k
union all
select key, null, null from crowded_key where %(crowds)s

-- name: forget
-- The keys of these records count no more.
delete from blocking_key where record_no = any(%(records)s::bigint[])

-- name: page_keys
-- The pages on which these keys would stand, to be written anew.
select p.first_key, p.entries
from blocking_page p
where p.first_key in (
    select (
        select first_key from blocking_page where first_key <= k.key order by first_key desc limit 1
    )
    from unnest(%(keys)s::bigint[]) as k (key)
)

-- name: write_page
-- The page keeps its place in the order even when it is empty.
update blocking_page set entries = %(entries)s where first_key = %(first)s

-- name: mark
-- What the pages say of these records counts no more.
insert into blocking_since (record_no)
select unnest(%(records)s::bigint[])
on conflict do nothing

-- name: add
-- The keys of a batch of records; what the pages say of the batch counts no more.
with marked as (
    insert into blocking_since (record_no)
    select unnest(%(batch)s::bigint[])
    on conflict do nothing
)
insert into blocking_key (key, record_no)
select * from unnest(%(keys)s::bigint[], %(records)s::bigint[])

-- name: marked
select record_no from blocking_since where record_no = any(%(records)s::bigint[])

-- name: crowds
select key from crowded_key

-- name: add_crowds
insert into crowded_key (key) select unnest(%(keys)s::bigint[]) on conflict do nothing

-- name: end_crowds
delete from crowded_key where key = any(%(keys)s::bigint[])

-- name: everything
-- All keys that count, for checks: those of the pages come as pages.
select first_key, entries from blocking_page order by first_key
