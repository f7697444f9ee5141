-- name: last_records
-- The newest records of a source, and whose they are.
select r.record_no, m.person_id
from source_record r
join membership m using (record_no)
where r.source = %(source)s and r.gone_at is null
order by r.record_no desc
limit %(most)s

-- name: start
insert into accuracy_check (source, attributes, started_at, started_by)
values (%(source)s, %(attributes)s, %(now)s, %(actor)s)
returning check_no

-- name: put_records
insert into accuracy_record (check_no, record_no, position)
select %(check_no)s, n.record_no, n.position
from unnest(%(records)s::bigint[]) with ordinality as n (record_no, position)

-- name: checks
-- Every check with how far it is, the newest first.
select c.check_no, c.source, c.attributes, c.started_at, c.started_by, c.finished_at,
       count(r.record_no) as records, count(r.judged_at) as judged
from accuracy_check c
left join accuracy_record r using (check_no)
where %(check_no)s::bigint is null or c.check_no = %(check_no)s
group by c.check_no
order by c.check_no desc
limit %(most)s

-- name: lock
-- One at a time changes how a check stands.
select finished_at from accuracy_check where check_no = %(check_no)s for update

-- name: take
-- The first record that nobody has judged or has open; what somebody has had open for long is free
-- again. The reader keeps the one that he has.
update accuracy_record r
set taken_by = %(actor)s, taken_at = %(now)s
from (
    select record_no
    from accuracy_record
    where check_no = %(check_no)s and judged_at is null
      and (taken_by is null or taken_by = %(actor)s or taken_at < %(let_go)s)
    order by taken_by is distinct from %(actor)s, position
    limit 1
    for update skip locked
) free
where r.check_no = %(check_no)s and r.record_no = free.record_no
returning r.record_no, r.position

-- name: at_position
select record_no, position, judged_at
from accuracy_record
where check_no = %(check_no)s and position = %(position)s

-- name: verdicts
select attribute, verdict from accuracy_verdict
where check_no = %(check_no)s and record_no = %(record_no)s

-- name: forget_verdicts
delete from accuracy_verdict where check_no = %(check_no)s and record_no = %(record_no)s

-- name: put_verdicts
insert into accuracy_verdict (check_no, record_no, attribute, verdict)
select %(check_no)s, %(record_no)s, v.attribute, v.verdict
from unnest(%(attributes)s::text[], %(verdicts)s::text[]) as v (attribute, verdict)

-- name: judged
update accuracy_record
set judged_by = %(actor)s, judged_at = %(now)s, taken_by = null, taken_at = null
where check_no = %(check_no)s and record_no = %(record_no)s
returning position

-- name: not_judged
update accuracy_record
set judged_by = null, judged_at = null
where check_no = %(check_no)s and record_no = %(record_no)s

-- name: last_judged
-- What this colleague judged last.
select record_no, position
from accuracy_record
where check_no = %(check_no)s and judged_by = %(actor)s
order by judged_at desc, position desc
limit 1

-- name: finish
update accuracy_check
set finished_at = %(now)s, finished_by = %(actor)s
where check_no = %(check_no)s

-- name: found
-- What was found of each attribute.
select attribute, count(*) filter (where verdict = 'right') as correct,
       count(*) filter (where verdict = 'wrong') as wrong,
       count(*) filter (where verdict = 'unknown') as unknown
from accuracy_verdict
where check_no = %(check_no)s
group by attribute

-- name: found_records
-- How many records could be judged at all, and how many of them hold nothing wrong.
select count(*) filter (where told) as checked, count(*) filter (where told and not wrong) as faultless
from (
    select bool_or(verdict <> 'unknown') as told, bool_or(verdict = 'wrong') as wrong
    from accuracy_verdict
    where check_no = %(check_no)s
    group by record_no
) r
