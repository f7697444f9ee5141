-- name: careful
-- Everything is read, so nothing is looked up one by one, whatever the planner believes of tables
-- that were filled just now. Large sums are worth some memory.
set local work_mem = '128MB';
set local enable_nestloop = off

-- name: metric_day
select t.source, t.type, (t.occurred_at at time zone s.time_zone)::date as day,
       coalesce(t.status, '') as status, coalesce(t.currency, '') as currency,
       count(*) as touchpoints, count(t.record_no) as linked, coalesce(sum(t.amount), 0) as amount,
       count(*) filter (where t.amount < 0) as refunds,
       coalesce(-sum(t.amount) filter (where t.amount < 0), 0) as refunded
from touchpoint t cross join metric_setting s
group by 1, 2, 3, 4, 5

-- name: metric_line_day
-- Order by order: counting distinct orders over all lines is what costs, and what takes memory.
select o.source, o.type, o.day, l.category, o.currency, count(*) as orders,
       sum(l.quantity) as quantity, sum(l.amount) as amount, sum(l.discount) as discount
from metric_order o
cross join lateral (
    select coalesce(n.category, '') as category, sum(n.quantity) as quantity,
           sum(n.amount) as amount, sum(coalesce(n.discount, 0)) as discount
    from (
        select e.*, (
            select p.category from product p
            where p.source = e.source and p.product_id = e.product_id
        ) as category
        from order_line e
        where e.source = o.source and e.order_key = o.touchpoint_key
    ) n
    group by coalesce(n.category, '')
) l
where o.orders = 1
group by 1, 2, 3, 4, 5

-- name: metric_measure_day
select measure, source, type, day, key, number is not null as told,
       case when by_level then coalesce(number, 0) else 0 end as level,
       count(*) as touchpoints, coalesce(sum(number), 0) as total
from (
    select m.measure, t.source, t.type, (t.occurred_at at time zone s.time_zone)::date as day,
           m.by_level, coalesce(w.word, lower(btrim(t.detail ->> m.key_field)), '') as key,
           case when m.number_field is null then 1
                when t.detail ->> m.number_field ~ '^ *-?[0-9]{1,12}([.,][0-9]{1,6})? *$'
                then replace(t.detail ->> m.number_field, ',', '.')::numeric
           end as number
    from metric_measure m
    join touchpoint t on t.type = m.type
    left join metric_word w
        on w.type = t.type and w.said = lower(btrim(t.detail ->> m.key_field))
    cross join metric_setting s
) measured
group by 1, 2, 3, 4, 5, 6, 7

-- name: metric_buyer_month
select person_id, month, source, orders, amount, ordered from metric_buyer_month_now

-- name: metric_buyer
select person_id, min(month) filter (where orders > 0) as first_month,
       sum(orders)::bigint as orders
from metric_buyer_month
group by person_id

-- name: metric_buyer_part
select b.person_id, d.dimension,
       coalesce(case when d.letters is null then p.golden ->> d.attribute
                     else left(p.golden ->> d.attribute, d.letters) || 'xx' end, '')
           as part
from metric_buyer b
cross join metric_breakdown d
left join person p using (person_id)

-- name: metric_cohort
select m.source, b.first_month, m.month, count(*) filter (where m.orders > 0) as customers,
       sum(m.orders)::bigint as orders, sum(m.amount) as amount
from (
    select person_id, source, month, orders, amount from metric_buyer_month
    union all
    select person_id, '', month, sum(orders), sum(amount)
    from metric_buyer_month
    group by person_id, month
) m
join metric_buyer b using (person_id)
where b.first_month is not null
group by 1, 2, 3
having count(*) filter (where m.orders > 0) <> 0 or sum(m.orders) <> 0 or sum(m.amount) <> 0

-- name: metric_flow
select flow, month, count(*) as customers from metric_flow_part group by 1, 2

-- name: metric_part_month
select p.dimension, p.part, x.month, sum(x.customers)::bigint as customers,
       sum(x.new_customers)::bigint as new_customers, sum(x.won_back)::bigint as won_back,
       sum(x.lost)::bigint as lost, sum(x.orders)::bigint as orders, sum(x.ordered) as ordered,
       sum(x.amount) as amount, sum(x.new_amount) as new_amount
from (
    select m.person_id, m.month, (sum(m.orders) > 0)::integer as customers, 0 as new_customers,
           0 as won_back, 0 as lost, sum(m.orders) as orders, sum(m.ordered) as ordered,
           sum(m.amount) as amount,
           coalesce(sum(m.amount) filter (where m.month = b.first_month), 0) as new_amount
    from metric_buyer_month m
    join metric_buyer b using (person_id)
    where b.first_month is not null
    group by m.person_id, m.month
    union all
    select person_id, month, 0, (flow = 'new')::integer, (flow = 'won_back')::integer,
           (flow = 'lost')::integer, 0, 0, 0, 0
    from metric_flow_part
    where flow <> 'once'
) x
join metric_buyer_part p using (person_id)
group by 1, 2, 3
having (sum(x.customers), sum(x.new_customers), sum(x.won_back), sum(x.lost), sum(x.orders),
        sum(x.ordered), sum(x.amount), sum(x.new_amount)) <> (0, 0, 0, 0, 0, 0, 0, 0)

-- name: metric_delivery
select t.touchpoint_no, t.source, btrim(t.detail ->> f.field) as order_key,
       t.occurred_at as shipped_at
from metric_delivery_field f
join touchpoint t on t.type = f.type
where btrim(t.detail ->> f.field) <> ''

-- name: metric_shipment
select source, order_key, day, minutes from metric_shipment_now

-- name: metric_ship_day
select source, day, least(minutes / 60, 2160)::integer as hours, count(*) as orders,
       sum(minutes)::bigint as minutes
from metric_shipment
group by 1, 2, 3

-- name: metric_buyer_firsts
select person_id, jsonb_object_agg(category, first_month) as firsts
from metric_buyer_category_now
group by person_id

-- name: metric_category_first
select c.first_month as month, case grouping(c.category) when 1 then '' else c.category end
           as category,
       count(distinct c.person_id) as customers
from metric_buyer_category c
join metric_buyer b using (person_id)
where c.first_month > b.first_month
group by grouping sets ((c.first_month), (c.first_month, c.category))

-- name: metric_category_begun
select first_month as month, category, count(*) as customers
from metric_buyer_category
group by 1, 2

-- name: take_all_days
insert into folding_day select distinct source, type, day from metric_day

-- name: tell_value
insert into value_waiting (person_id) select person_id from metric_buyer

-- name: look_at_all
analyze touchpoint, order_line, product, membership

-- name: look_at_figures
analyze metric_buyer_month, metric_buyer, metric_buyer_part, metric_buyer_firsts,
    metric_delivery, metric_shipment, metric_cohort, metric_flow, metric_part_month, metric_day,
    metric_line_day, metric_measure_day

-- name: count
-- Beside the figures as they stand.
create temp table counted on commit drop as {query}

-- name: look_at_counted
analyze counted

-- name: find_strange
create temp table strange on commit drop as
select * from {table} except select * from counted

-- name: end_strange
delete from {table} t using strange c where {same}

-- name: filled
select 1 from {table} limit 1

-- name: fill
insert into {table} select * from counted

-- name: add_missing
insert into {table}
select * from counted c where not exists (select from {table} t where {same})

-- name: forget_counted
drop table if exists counted, strange
