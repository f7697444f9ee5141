-- name: members_with
-- All records of the people that these records belong to.
select m.record_no, m.person_id
from membership m
where m.person_id in (select person_id from membership where record_no = any(%(records)s))
order by m.record_no

-- name: known
-- Which of these records exist; none of them can be erased until this transaction ends.
select record_no from source_record where record_no = any(%(records)s) for key share

-- name: add
-- One decision: a judgement for each pair.
with decision as materialized (
    select nextval(pg_get_serial_sequence('judgement', 'judgement_no')) as decision_no
)
insert into judgement (record_a, record_b, verdict, reason, made_by, made_at, decision_no)
select least(p.one, p.other), greatest(p.one, p.other), %(verdict)s, %(reason)s, %(actor)s, %(now)s,
       d.decision_no
from decision d cross join unnest(%(ones)s::bigint[], %(others)s::bigint[]) as p (one, other)
returning judgement_no, decision_no

-- name: end
-- By the number of a judgement, or of the decision that it is part of.
update judgement set ended_at = %(now)s, ended_by = %(actor)s
where (judgement_no = any(%(numbers)s) or decision_no = any(%(numbers)s)) and ended_at is null
returning judgement_no, decision_no, record_a, record_b

-- name: requeue
insert into waiting_record (record_no, since, cause)
select unnest(%(records)s::bigint[]), %(now)s, 'judgement'
on conflict (record_no) do update set cause = excluded.cause

-- name: people_of
select distinct person_id from membership where record_no = any(%(records)s) order by person_id

-- name: replaced
-- Other decisions in force that say the opposite of the same pairs.
select distinct o.decision_no
from judgement j
join judgement o on o.record_a = j.record_a and o.record_b = j.record_b and o.ended_at is null
where j.decision_no = %(decision)s and j.ended_at is null
  and (j.verdict, o.verdict) in (('match', 'no_match'), ('no_match', 'match'))

-- name: in_force
-- What counts of the judgements about who is one person, as far as it concerns these people.
select distinct on (record_a, record_b) record_a, record_b, verdict, decision_no
from judgement
where ended_at is null and verdict in ('match', 'no_match')
  and record_a in (select record_no from membership where person_id = any(%(people)s))
  and record_b in (select record_no from membership where person_id = any(%(people)s))
order by record_a, record_b, judgement_no desc
