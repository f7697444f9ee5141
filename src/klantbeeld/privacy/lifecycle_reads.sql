-- name: stage
select stage, since, first_on, last_on, purchases, recent, rhythm_days, risk_on, lost_on, worth
from person_stage
where person_id = %(person_id)s

-- name: people_in
-- Who is in a stage now, the dearest first.
select person_id from person_stage where stage = %(stage)s order by worth desc, person_id

-- name: people_moved
-- Who moved so between these months, the dearest first.
select each.person_id
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
where begun %% 10 = %(before)s and ended %% 10 = %(after)s
order by l.worth desc, each.person_id

-- name: alerts
select person_id, since, from_stage, to_stage, worth, handled_by, handled_at
from lifecycle_alert
where (handled_at is not null) = %(handled)s
order by case when handled_at is null then worth end desc, handled_at desc, person_id

-- name: waiting
select count(*) as alerts, coalesce(sum(worth), 0) as worth
from lifecycle_alert
where handled_at is null

-- name: set_handled
update lifecycle_alert
set handled_by = %(by)s, handled_at = %(at)s
where person_id = %(person_id)s and since = %(since)s and (handled_at is null) = %(handled)s
returning person_id
