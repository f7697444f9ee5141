-- name: in_force
-- The marks that hold on these records.
select record_no, mark_no, kind, purpose, ground, note, since, actor, via
from record_mark
where record_no = any(%(records)s::bigint[]) and ended_at is null
order by since, mark_no

-- name: of_people
-- The marks that hold on any record of these people.
select m.person_id, k.kind, k.purpose, k.ground, k.since
from membership m
join record_mark k using (record_no)
where m.person_id = any(%(people)s::bigint[]) and k.ended_at is null

-- name: history
-- Every mark that these records ever had, the newest first; what was recorded at once stands once.
select distinct on (since, kind, purpose, ground)
    kind, purpose, ground, note, since, actor, via, ended_at, ended_by, end_ground, end_note,
    told_on
from record_mark
where record_no = any(%(records)s::bigint[])
order by since desc, kind, purpose, ground, ended_at desc nulls first

-- name: add
-- One mark on each of these records that has none of this kind and purpose in force.
insert into record_mark (record_no, kind, purpose, ground, note, since, actor, via)
select record_no, %(kind)s, %(purpose)s, %(ground)s, %(note)s, %(now)s, %(actor)s, %(via)s
from unnest(%(records)s::bigint[]) as r (record_no)
where not exists (
    select from record_mark k
    where k.record_no = r.record_no and k.kind = %(kind)s and k.purpose = %(purpose)s
      and k.ended_at is null
)
returning record_no

-- name: end
-- Ends the marks of this kind and purpose on these records.
update record_mark
set ended_at = %(now)s, ended_by = %(actor)s, end_ground = %(ground)s, end_note = %(note)s,
    told_on = %(told_on)s
where record_no = any(%(records)s::bigint[]) and kind = %(kind)s and purpose = %(purpose)s
  and ended_at is null
returning record_no
