-- name: clear
delete from link

-- name: copy
copy link (record_a, record_b, match_weight) from stdin (format binary)

-- name: add
-- Pairs of records that may be one person, and those that speak for a household.
with homes as (
    insert into household_link (record_a, record_b, weight, shared)
    select * from unnest(
        %(home_a)s::bigint[], %(home_b)s::bigint[], %(home_weight)s::double precision[],
        %(shared)s::bigint[]
    )
)
insert into link (record_a, record_b, match_weight)
select * from unnest(%(a)s::bigint[], %(b)s::bigint[], %(weight)s::double precision[])

-- name: forget
-- Returns the pairs that were likely one person.
with gone as (
    delete from link
    where record_a = any(%(records)s::bigint[]) or record_b = any(%(records)s::bigint[])
    returning record_a, record_b, match_weight
)
select record_a, record_b from gone where match_weight > 0

-- name: judgements
-- What people decided: of several decisions in force about one pair the newest counts.
select distinct on (record_a, record_b) record_a, record_b, verdict
from judgement
where ended_at is null and verdict in ('match', 'no_match')
order by record_a, record_b, judgement_no desc

-- name: component
-- Everything that hangs together with these records by links and by judgements that say match:
-- first the records (record_b empty), then the links, then the judgements, the newest last.
with recursive component (record_no) as (
    select unnest(%(records)s::bigint[])
    union
    select n.record_no
    from component c
    cross join lateral (
        select record_b as record_no from link
        where record_a = c.record_no and match_weight > 0
        union all
        select record_a from link
        where record_b = c.record_no and match_weight > 0
        union all
        select record_b from judgement
        where record_a = c.record_no and verdict = 'match' and ended_at is null
        union all
        select record_a from judgement
        where record_b = c.record_no and verdict = 'match' and ended_at is null
    ) n
), member as materialized (
    select record_no from component
)
select record_no as record_a, null::bigint as record_b, null::double precision as match_weight,
       null as verdict
from member
union all
select l.record_a, l.record_b, l.match_weight, null
from member m join link l on l.record_a = m.record_no
where l.match_weight > 0
union all
select j.record_a, j.record_b, null, j.verdict
from (
    select j.record_a, j.record_b, j.verdict
    from member m join judgement j on j.record_a = m.record_no
    where j.ended_at is null and j.verdict in ('match', 'no_match')
    order by j.judgement_no
) j
