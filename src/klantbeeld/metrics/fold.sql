-- name: lock
-- One folds at a time: figures are read by many and written by one.
select pg_advisory_xact_lock(hashtextextended('metrics', 0))

-- name: waits
select exists (select from metric_waiting_day)
    or exists (select from metric_waiting_order)
    or exists (select from metric_waiting_record)
    or exists (select from metric_waiting_member) as waits

-- name: settings
select time_zone, currency, lost_after_months from metric_setting

-- name: types
select type, kind from metric_type

-- name: measures
select measure, type, key_field, number_field, by_level from metric_measure

-- name: words
select type, said, word from metric_word order by type collate "C", said collate "C"

-- name: clear_words
delete from metric_word

-- name: add_word
insert into metric_word (type, said, word) values (%(type)s, %(said)s, %(word)s)

-- name: set_settings
update metric_setting
set time_zone = %(time_zone)s, currency = %(currency)s, lost_after_months = %(lost_after_months)s

-- name: clear_types
delete from metric_type

-- name: add_types
insert into metric_type (type, kind) select * from unnest(%(types)s::text[], %(kinds)s::text[])

-- name: clear_measures
delete from metric_measure

-- name: add_measure
insert into metric_measure (measure, type, key_field, number_field, by_level)
values (%(measure)s, %(type)s, %(key_field)s, %(number_field)s, %(by_level)s)

-- name: forget_waiting
truncate metric_waiting_day, metric_waiting_order, metric_waiting_record, metric_waiting_member

-- name: forget_figures
truncate metric_day, metric_line_day, metric_measure_day, metric_buyer_month, metric_cohort,
    metric_flow

-- name: create_folding
create temp table if not exists folding_day (
    source text not null,
    type text not null,
    day date not null,
    primary key (source, type, day)
) on commit delete rows

-- name: create_spans
create temp table if not exists folding_span (
    day date primary key,
    starts timestamptz not null,
    ends timestamptz not null
) on commit delete rows

-- name: take_days
with days as (
    delete from metric_waiting_day returning source, type, day
), orders as (
    delete from metric_waiting_order returning source, order_key
)
insert into folding_day
select source, type, day from days
union
select t.source, t.type, (t.occurred_at at time zone s.time_zone)::date
from (select distinct source, order_key from orders) o
cross join metric_type k
join touchpoint t on t.source = o.source and t.type = k.type and t.touchpoint_key = o.order_key
cross join metric_setting s
where k.kind = 'order'

-- name: take_all_days
insert into folding_day
select distinct t.source, t.type, (t.occurred_at at time zone s.time_zone)::date
from touchpoint t cross join metric_setting s

-- name: take_spans
insert into folding_span (day, starts, ends)
select d.day, d.day::timestamp at time zone s.time_zone,
       (d.day + 1)::timestamp at time zone s.time_zone
from (select distinct day from folding_day) d cross join metric_setting s

-- name: look_at_days
-- The planner knows nothing of tables filled just now.
analyze folding_day, folding_span

-- name: look_at_orders
-- Nor of tables that a load filled just now: it would look up each line of each order by itself.
analyze touchpoint, order_line, product

-- name: end_days
delete from metric_day d using folding_day f
where d.type = f.type and d.day = f.day and d.source = f.source

-- name: end_line_days
delete from metric_line_day d using folding_day f
where d.type = f.type and d.day = f.day and d.source = f.source

-- name: end_measure_days
delete from metric_measure_day d using folding_day f, metric_measure m
where m.type = f.type and d.measure = m.measure and d.day = f.day and d.source = f.source

-- name: count_days
-- Each day is read once, whatever number of types it is counted for.
with on_days as materialized (
    select t.*, s.day
    from folding_span s
    join touchpoint t on t.occurred_at >= s.starts and t.occurred_at < s.ends
)
insert into metric_day (source, type, day, status, currency, touchpoints, linked, amount)
select t.source, t.type, t.day, coalesce(t.status, ''), coalesce(t.currency, ''), count(*),
       count(t.record_no), coalesce(sum(t.amount), 0)
from on_days t
join folding_day f using (source, type, day)
group by t.source, t.type, t.day, coalesce(t.status, ''), coalesce(t.currency, '')

-- name: count_line_days
-- To the order first: counting distinct orders over all lines is what costs.
with on_days as materialized (
    select t.*, s.day
    from folding_span s
    join touchpoint t on t.occurred_at >= s.starts and t.occurred_at < s.ends
)
insert into metric_line_day
    (source, type, day, category, currency, orders, quantity, amount, discount)
select source, type, day, category, currency, count(*), sum(quantity), sum(amount), sum(discount)
from (
    select t.source, t.type, t.day, coalesce(p.category, '') as category,
           coalesce(t.currency, s.currency) as currency, sum(l.quantity) as quantity,
           sum(l.amount) as amount, sum(coalesce(l.discount, 0)) as discount
    from on_days t
    join folding_day f using (source, type, day)
    join metric_type k on k.type = t.type and k.kind = 'order'
    cross join metric_setting s
    join order_line l on l.source = t.source and l.order_key = t.touchpoint_key
    left join product p on p.source = l.source and p.product_id = l.product_id
    group by t.touchpoint_no, t.source, t.type, t.day, coalesce(p.category, ''),
             coalesce(t.currency, s.currency)
) per_order
group by source, type, day, category, currency

-- name: count_measure_days
with on_days as materialized (
    select t.*, s.day
    from folding_span s
    join touchpoint t on t.occurred_at >= s.starts and t.occurred_at < s.ends
)
insert into metric_measure_day (measure, source, type, day, key, told, level, touchpoints, total)
select measure, source, type, day, key, number is not null as told,
       case when by_level then coalesce(number, 0) else 0 end as level, count(*),
       coalesce(sum(number), 0)
from (
    select m.measure, t.source, t.type, t.day, m.by_level,
           coalesce(w.word, lower(btrim(t.detail ->> m.key_field)), '') as key,
           case when m.number_field is null then 1
                when t.detail ->> m.number_field ~ '^ *-?[0-9]{1,12}([.,][0-9]{1,6})? *$'
                then replace(t.detail ->> m.number_field, ',', '.')::numeric
           end as number
    from on_days t
    join folding_day f using (source, type, day)
    join metric_measure m on m.type = t.type
    left join metric_word w
        on w.type = t.type and w.said = lower(btrim(t.detail ->> m.key_field))
) measured
group by measure, source, type, day, key, told, level

-- name: take_people
-- Whoever ordered, or whose records came or went; who came and left again did not change.
with orders as (
    delete from metric_waiting_record returning record_no
), moved as (
    delete from metric_waiting_member returning record_no, person_id, change
)
select m.person_id from orders o join membership m using (record_no)
union
select person_id from (
    select person_id from moved group by record_no, person_id having sum(change) <> 0
) changed

-- name: count_cohorts
insert into metric_cohort (source, first_month, month, customers, orders, amount)
select source, first_month, month, %(sign)s * sum(customers), %(sign)s * sum(orders),
       %(sign)s * sum(amount)
from metric_cohort_part
where person_id = any(%(people)s::bigint[])
group by source, first_month, month
on conflict (first_month, month, source) do update
set customers = metric_cohort.customers + excluded.customers,
    orders = metric_cohort.orders + excluded.orders,
    amount = metric_cohort.amount + excluded.amount

-- name: count_flows
insert into metric_flow (flow, month, customers)
select flow, month, %(sign)s * count(*)
from metric_flow_part
where person_id = any(%(people)s::bigint[])
group by flow, month
on conflict (flow, month) do update
set customers = metric_flow.customers + excluded.customers

-- name: end_buyers
delete from metric_buyer_month where person_id = any(%(people)s::bigint[])

-- name: add_buyers
insert into metric_buyer_month (person_id, month, source, orders, amount)
select person_id, month, source, orders, amount
from metric_buyer_month_now
where person_id = any(%(people)s::bigint[])

-- name: tell_value
-- Whoever was merged into another is told, too, to be forgotten; erased people are nobody.
insert into value_waiting (person_id)
select record_no from membership where record_no = any(%(people)s::bigint[])

-- name: forget_nobody
delete from value_waiting w
where w.person_id = any(%(people)s::bigint[])
  and not exists (select from membership m where m.record_no = w.person_id)

-- name: tell_value_all
insert into value_waiting (person_id) select distinct person_id from metric_buyer_month

-- name: take_value
-- Each once, the first that wait.
with taken as (
    delete from value_waiting w
    using (select distinct person_id from value_waiting order by person_id limit %(most)s) f
    where w.person_id = f.person_id
    returning w.person_id
)
select distinct person_id from taken order by person_id

-- name: end_empty_cohorts
delete from metric_cohort where customers = 0 and orders = 0 and amount = 0

-- name: end_empty_flows
delete from metric_flow where customers = 0

-- name: add_all_buyers
insert into metric_buyer_month (person_id, month, source, orders, amount)
select person_id, month, source, orders, amount from metric_buyer_month_now

-- name: look_at_buyers
analyze metric_buyer_month

-- name: count_all_cohorts
insert into metric_cohort (source, first_month, month, customers, orders, amount)
select source, first_month, month, sum(customers), sum(orders), sum(amount)
from metric_cohort_part
group by source, first_month, month

-- name: count_all_flows
insert into metric_flow (flow, month, customers)
select flow, month, count(*) from metric_flow_part group by flow, month
