-- name: state
select s.day, s.worth_from, (select count(*) from value_left_out) as left_out,
       (select min(month) from metric_stage_flow) as first_month,
       (select count(*) from person) as people
from lifecycle_state s

-- name: standing
-- Who has no score, for want of a model or because he came since, has no lifetime value.
select s.stage, count(*) as customers, sum(s.worth) as worth, count(v.value) as valued,
       sum(v.value) as lifetime_value
from person_stage s left join person_value v using (person_id)
group by s.stage

-- name: at_end_of
-- The stages at the end of the newest month up to this one.
select to_stage as stage, sum(customers)::bigint as customers
from (
    select to_stage, customers from metric_stage_flow where month <= %(month)s
    union all
    select from_stage, -customers from metric_stage_flow where month <= %(month)s
) moved
where to_stage <> 'prospect'
group by to_stage
having sum(customers) <> 0

-- name: moved_in_month
select from_stage, to_stage, customers, amount as worth
from metric_stage_flow
where month = %(first)s

-- name: moved
-- From where everybody who moved in these months came first, and where they were last, with what
-- they had brought by then.
select (%(stages)s::text[])[begun %% 10 + 1] as from_stage,
       (%(stages)s::text[])[ended %% 10 + 1] as to_stage,
       count(*) as customers, sum(l.worth) as worth
from (
    select v.person_id,
           min((v.month - date '1970-01-01') * 10 + array_position(%(stages)s::text[], v.from_stage)
               - 1) as begun,
           max((v.month - date '1970-01-01') * 10 + array_position(%(stages)s::text[], v.to_stage)
               - 1) as ended,
           max(v.month) as month
    from person_stage_move v
    where v.month between %(first)s and %(last)s
    group by v.person_id
) each
join person_stage_move l using (person_id, month)
where begun %% 10 <> ended %% 10
group by 1, 2

-- name: cohorts
select first_month, month, customers, orders, amount
from metric_cohort
where source = '' and first_month >= %(first)s
order by first_month, month

-- name: newest_cohort
select max(first_month) as month from metric_cohort where source = ''
