-- name: move
insert into membership (record_no, person_id)
select * from unnest(%(records)s::bigint[], %(people)s::bigint[])
on conflict (record_no) do update set person_id = excluded.person_id

-- name: end
-- Erased records belong to nobody; returns the people that they belonged to, and who else did.
with gone as (
    delete from membership where record_no = any(%(records)s::bigint[]) returning person_id
)
select distinct g.person_id, m.record_no
from gone g
left join membership m on m.person_id = g.person_id and m.record_no <> all(%(records)s::bigint[])

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
