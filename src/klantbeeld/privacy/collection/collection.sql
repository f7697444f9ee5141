-- name: fold_reads
-- Takes the next lines of the access log into the counts of who read what; says how far it came and
-- whether lines are left.
with start as (
    select entry_no from attribute_read_folded for update
), lines as (
    select l.entry_no, l.at, l.role, l.allowed, l.detail
    from access_log l
    where l.entry_no > (select entry_no from start)
    order by l.entry_no
    limit %(limit)s
), told as (
    select l.role, l.at, n.name
    from lines l
    cross join lateral (
        select jsonb_array_elements_text(l.detail -> 'attributes')
        where jsonb_typeof(l.detail -> 'attributes') = 'array'
        union
        select jsonb_array_elements_text(l.detail -> 'types')
        where jsonb_typeof(l.detail -> 'types') = 'array'
    ) as n (name)
    where l.allowed
), counted as (
    insert into attribute_read (name, role, reads, last_at)
    select name, role, count(*), max(at) from told group by name, role
    on conflict (name, role) do update
    set reads = attribute_read.reads + excluded.reads,
        last_at = greatest(attribute_read.last_at, excluded.last_at)
), moved as (
    update attribute_read_folded
    set entry_no = (select max(entry_no) from lines)
    where exists (select from lines)
)
select count(*) as lines from lines

-- name: reads
select name, role, reads, last_at from attribute_read order by name, last_at desc, role

-- name: held_attributes
-- How often each attribute was filled, in how many rows it could have been, and since when.
select q.attribute as name, sum(q.denominator)::bigint as held,
       sum(l.rows_read - l.rows_refused)::bigint as rows, min(l.started_at) as since
from quality_count q
join load l using (load_no)
where q.dimension = 'validity'
group by q.attribute

-- name: loads_by_delivery
-- What each delivery brought, and when first.
select source, delivery, sum(rows_new)::bigint as held, min(started_at) as since
from load
group by source, delivery

-- name: newest_dropped_columns
-- The columns of each delivery's newest load that were not stored.
select distinct on (source, delivery) source, delivery, dropped_columns
from load
where state <> 'running'
order by source, delivery, load_no desc

-- name: pollution
-- The scorecard, added up over the sources.
select attribute as name, dimension, sum(numerator)::bigint as numerator,
       sum(denominator)::bigint as denominator
from quality_standing
where dimension <> 'completeness'
group by attribute, dimension

-- name: dropped
select name, kind, dropped_at, dropped_by, reason, records, versions, finished_at
from dropped_attribute
order by dropped_at desc, name

-- name: refusals
select r.refusal_no, r.at, r.source, r.delivery, l.file_name, r.field, r.position, r.rule, r.amount
from refusal r
left join load l using (load_no)
where %(before)s::bigint is null or r.refusal_no < %(before)s
order by r.refusal_no desc
limit %(limit)s

-- name: refusals_by_rule
select rule, sum(amount)::bigint as amount from refusal group by rule

-- name: flags
-- Flagged texts, those that wait first, and whose they are.
select f.flag_no, f.at, f.source, f.field, f.category, f.reviewed_at, f.verdict, t.type,
       m.person_id
from flagged_text f
left join touchpoint t using (touchpoint_no)
left join membership m on m.record_no = coalesce(f.record_no, t.record_no)
where not %(waiting)s or f.reviewed_at is null
order by f.reviewed_at is not null, f.flag_no desc
limit %(limit)s

-- name: flags_waiting
select count(*) as flags from flagged_text where reviewed_at is null

-- name: flag
select f.flag_no, coalesce(f.record_no, t.record_no) as record_no
from flagged_text f
left join touchpoint t using (touchpoint_no)
where f.flag_no = %(flag_no)s
for update of f

-- name: review_flag
update flagged_text
set reviewed_at = %(now)s, reviewed_by = %(actor)s, verdict = %(verdict)s
where flag_no = %(flag_no)s
