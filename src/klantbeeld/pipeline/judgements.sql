-- name: members_with
-- All records of the people that these records belong to.
select m.record_no, m.person_id
from membership m
where m.person_id in (select person_id from membership where record_no = any(%(records)s))
order by m.record_no

-- name: add
insert into judgement (record_a, record_b, verdict, made_by, made_at)
values (%(record_a)s, %(record_b)s, %(verdict)s, %(actor)s, %(now)s)
returning judgement_no

-- name: end
update judgement set ended_at = %(now)s, ended_by = %(actor)s
where judgement_no = any(%(judgements)s) and ended_at is null
returning record_a, record_b

-- name: requeue
insert into waiting_record (record_no, since, cause)
select unnest(%(records)s::bigint[]), %(now)s, 'judgement'
on conflict (record_no) do update set cause = excluded.cause

-- name: people_of
select distinct person_id from membership where record_no = any(%(records)s) order by person_id
