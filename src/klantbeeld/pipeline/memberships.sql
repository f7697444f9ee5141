-- name: move
insert into membership (record_no, person_id)
select * from unnest(%(records)s::bigint[], %(people)s::bigint[])
on conflict (record_no) do update set person_id = excluded.person_id

-- name: clear
delete from membership

-- name: copy
copy membership (record_no, person_id) from stdin (format binary)

-- name: tell
-- The history of the people: who took in whom, and who left whom.
insert into person_event (at, kind, person_id, other_id, cause)
select %(now)s, e.kind, e.person_id, e.other_id, %(cause)s
from unnest(%(kinds)s::text[], %(people)s::bigint[], %(others)s::bigint[])
    as e (kind, person_id, other_id)
