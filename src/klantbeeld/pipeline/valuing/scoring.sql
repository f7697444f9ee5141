-- name: try_lock
-- One scores at a time; who comes second leaves it to the first.
select pg_try_advisory_xact_lock(hashtextextended('value', 0)) as taken

-- name: lock
select pg_advisory_xact_lock(hashtextextended('value', 0))

-- name: state
select run_no, scored_at, day, before_day, lifetime_model_no, churn_model_no, terms, total_low,
       total_high, by_consent
from value_state

-- name: take_everybody
-- Who waits is scored with everybody; they wait again if that fails.
delete from value_waiting

-- name: set_state
update value_state
set run_no = %(run_no)s, scored_at = %(now)s, day = %(day)s, before_day = %(before_day)s,
    lifetime_model_no = %(lifetime)s, churn_model_no = %(churn)s, terms = %(terms)s,
    total_low = %(total_low)s, total_high = %(total_high)s,
    by_consent = %(by_consent)s

-- name: live_models
-- The models in use, and nothing else of them than what scores.
select kind, model_no, content from value_model where state = 'live' and kind = any(%(kinds)s::text[])

-- name: live_numbers
select kind, model_no from value_model where state = 'live' and kind = any(%(kinds)s::text[])

-- name: retire
update value_model set state = 'retired' where kind = %(kind)s and state = 'live'

-- name: add_model
insert into value_model (kind, version, made_at, state, content, told)
select %(kind)s, coalesce(max(version), 0) + 1, %(now)s, %(state)s, %(content)s, %(told)s
from value_model where kind = %(kind)s
returning model_no, version

-- name: versions
select model_no, kind, version, made_at, state, told from value_model
where kind = any(%(kinds)s::text[])
order by kind, version desc

-- name: create_scoring
create temp table if not exists scoring (
    person_id bigint not null,
    first_day bigint not null,
    last_day bigint not null,
    value bigint not null,
    low bigint not null,
    high bigint not null,
    before bigint not null,
    arrived bigint not null,
    bought bigint not null,
    away bigint not null,
    per_purchase bigint not null,
    churn double precision not null,
    active bigint not null,
    recent bigint not null
) on commit delete rows

-- name: copy_scoring
copy scoring (person_id, first_day, last_day, value, low, high, before, arrived, bought, away,
    per_purchase, churn, active, recent)
from stdin (format binary)

-- name: store_scores
-- Of people who are there: who is erased or merged meanwhile waits for this, or is passed over; so is
-- who objected since their purchases were read.
insert into person_value (
    person_id, run_no, first_on, last_on, channel, value, low, high, before, arrived, bought, away,
    per_purchase, churn, active, recent
)
select s.person_id, %(run_no)s, date '1970-01-01' + s.first_day::integer,
       date '1970-01-01' + s.last_day::integer,
       coalesce((
           select b.source from metric_buyer_month b
           where b.person_id = s.person_id and b.orders > 0
           order by b.month, b.source limit 1
       ), ''),
       case when %(valued)s then s.value / 100.0 end, case when %(valued)s then s.low / 100.0 end,
       case when %(valued)s then s.high / 100.0 end, s.before / 100.0, s.arrived / 100.0,
       s.bought / 100.0, s.away / 100.0, s.per_purchase / 100.0,
       case when %(churning)s then round(s.churn::numeric, 6) end, s.active = 1, s.recent / 100.0
from scoring s join person p using (person_id)
where not exists (select from value_left_out l where l.person_id = s.person_id)
order by s.person_id
for key share of p
on conflict (person_id) do update
set run_no = excluded.run_no, first_on = excluded.first_on, last_on = excluded.last_on,
    channel = excluded.channel, value = excluded.value, low = excluded.low, high = excluded.high,
    before = excluded.before, arrived = excluded.arrived, bought = excluded.bought,
    away = excluded.away, per_purchase = excluded.per_purchase, churn = excluded.churn,
    active = excluded.active, recent = excluded.recent

-- name: forget_others
-- Of these people those who were not scored just now.
delete from person_value
where person_id = any(%(people)s::bigint[]) and person_id <> all(%(scored)s::bigint[])

-- name: forget_outdated
delete from person_value where run_no <> %(run_no)s

-- name: forget_parts_of_nobody
delete from metric_value_part where customers = 0

-- name: channels
select distinct channel from person_value order by channel

-- name: channel_of_each
select person_id, array_position(%(channels)s::text[], channel)::bigint - 1 from person_value

-- name: forget_past
delete from metric_value_past

-- name: add_past
insert into metric_value_past (month, dimension, part, customers, value)
select * from unnest(%(months)s::date[], %(dimensions)s::text[], %(parts)s::text[],
                     %(customers)s::bigint[], %(values)s::numeric[])

-- name: analyse
analyze person_value

-- name: parts
select dimension, part, customers, value, before, arrived, bought, away, per_purchase, active,
       leaving, leaving_value
from metric_value_part
where customers > 0
order by dimension, part

-- name: stages
-- The scores by stage of the lifecycle.
select s.stage as part, count(*) as customers, coalesce(sum(v.value), 0) as value
from person_value v join person_stage s using (person_id)
group by s.stage

-- name: months
select month, customers, value from metric_clv_month where dimension = '' order by month
