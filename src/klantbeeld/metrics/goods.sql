-- name: create_folding
create temp table if not exists folding_shipped (
    source text not null,
    order_key text not null,
    primary key (source, order_key)
) on commit delete rows;
create temp table if not exists folding_first (
    person_id bigint not null,
    category text not null,
    was date,
    now date
) on commit delete rows;
create temp table if not exists folding_mark (
    person_id bigint not null,
    month date not null,
    was_first date,
    now_first date
) on commit delete rows;
create temp table if not exists folding_category (
    month date not null,
    category text not null,
    customers bigint not null
) on commit delete rows

-- name: take_shipped
-- Orders of which a delivery came or changed, and those that changed themselves.
insert into folding_shipped (source, order_key)
select d.source, d.order_key from folding_change c join metric_delivery d using (touchpoint_no)
union
select n.source, btrim(t.detail ->> f.field)
from (
    select touchpoint_no, source, type from folding_new
    union
    select touchpoint_no, source, type from folding_change
) n
join metric_delivery_field f on f.type = n.type
join touchpoint t on t.touchpoint_no = n.touchpoint_no
where btrim(t.detail ->> f.field) <> ''
union
select n.source, n.touchpoint_key
from (
    select source, touchpoint_key from folding_new where kind = 'order'
    union
    select source, touchpoint_key from folding_change where kind = 'order'
) n
where exists (
    select from metric_delivery d where d.source = n.source and d.order_key = n.touchpoint_key
)

-- name: end_deliveries
delete from metric_delivery d using folding_change c where c.touchpoint_no = d.touchpoint_no

-- name: add_deliveries
insert into metric_delivery (touchpoint_no, source, order_key, shipped_at)
select t.touchpoint_no, t.source, btrim(t.detail ->> f.field), t.occurred_at
from (
    select touchpoint_no, type from folding_new
    union
    select touchpoint_no, type from folding_change
) n
join metric_delivery_field f on f.type = n.type
join touchpoint t on t.touchpoint_no = n.touchpoint_no
where btrim(t.detail ->> f.field) <> ''

-- name: take_shipments_out
insert into metric_ship_day (source, day, hours, orders, minutes)
select s.source, s.day, least(s.minutes / 60, 2160), -count(*), -sum(s.minutes)
from metric_shipment s
join folding_shipped f using (source, order_key)
group by s.source, s.day, least(s.minutes / 60, 2160)
on conflict (day, source, hours) do update
set orders = metric_ship_day.orders + excluded.orders,
    minutes = metric_ship_day.minutes + excluded.minutes

-- name: end_shipments
delete from metric_shipment s using folding_shipped f
where f.source = s.source and f.order_key = s.order_key

-- name: add_shipments
insert into metric_shipment (source, order_key, day, minutes)
select n.source, n.order_key, n.day, n.minutes
from folding_shipped f
cross join lateral (
    select * from metric_shipment_now o where o.source = f.source and o.order_key = f.order_key
) n

-- name: put_shipments_in
insert into metric_ship_day (source, day, hours, orders, minutes)
select s.source, s.day, least(s.minutes / 60, 2160), count(*), sum(s.minutes)
from metric_shipment s
join folding_shipped f using (source, order_key)
group by s.source, s.day, least(s.minutes / 60, 2160)
on conflict (day, source, hours) do update
set orders = metric_ship_day.orders + excluded.orders,
    minutes = metric_ship_day.minutes + excluded.minutes

-- name: end_empty_ship_days
delete from metric_ship_day where orders = 0

-- name: take_new_firsts
-- Of whom only new orders came: categories that they bring, or bring earlier. In the order in which
-- what they are known to have ordered lies together.
with bought as materialized (
    select n.person_id, l.category, min(n.month) as month
    from folding_new n
    join folding_line l using (touchpoint_no)
    join folding_person f on f.person_id = n.person_id and not f.anew
    cross join metric_setting s
    where n.currency in ('', s.currency) and l.category <> ''
    group by n.person_id, l.category
    order by n.person_id, l.category
), known as materialized (
    select c.person_id, c.firsts
    from folding_person f
    join metric_buyer_firsts c using (person_id)
    where not f.anew
)
insert into folding_first (person_id, category, was, now)
select x.person_id, x.category, k.first_month, x.month
from bought x
left join known c using (person_id)
cross join lateral (select (c.firsts ->> x.category)::date as first_month) k
where k.first_month is null or x.month < k.first_month

-- name: take_other_firsts
-- Of whom something else changed: every category, counted anew. Told in full, for the planner would
-- count metric_buyer_category_now of everybody.
with now as (
    select m.person_id, p.category, date_trunc('month', min(o.day)::timestamp)::date as first_month
    from folding_person f
    join membership m using (person_id)
    join metric_order o on o.record_no = m.record_no and o.orders = 1
    cross join metric_setting s
    join order_line l on l.source = o.source and l.order_key = o.touchpoint_key
    join product p on p.source = l.source and p.product_id = l.product_id
    where f.anew and o.currency = s.currency and p.category <> ''
    group by m.person_id, p.category
)
insert into folding_first (person_id, category, was, now)
select person_id, category, c.first_month, n.first_month
from (
    select c.* from metric_buyer_category c join folding_person f using (person_id) where f.anew
) c
full join now n using (person_id, category)
where c.first_month is distinct from n.first_month

-- name: look_at_firsts
analyze folding_first

-- name: take_marks
-- The months of whom it may change that they ordered something new to them.
insert into folding_mark (person_id, month, was_first, now_first)
select x.person_id, x.month, b.was_first, b.now_first
from (
    select person_id, was as month from folding_first where was is not null
    union
    select person_id, now from folding_first where now is not null
    union
    select c.person_id, c.first_month
    from folding_buyer f
    join metric_buyer_category c using (person_id)
    where f.was_first is distinct from f.now_first
) x
join folding_buyer b using (person_id)
order by x.person_id

-- name: take_categories
-- What was new to them in those months is told from what is: read once.
with now as materialized (
    select f.person_id, f.month, c.category, f.was_first, f.now_first
    from folding_mark f
    join metric_buyer_category c on c.person_id = f.person_id and c.first_month = f.month
)
insert into folding_category (month, category, customers)
select x.month, case grouping(x.category) when 1 then '' else x.category end,
       x.sign * count(distinct x.person_id)
from (
    select person_id, month, category, 1 as sign from now where month > now_first
    union all
    select n.person_id, n.month, n.category, -1
    from now n
    where n.month > n.was_first
      and not exists (
          select from folding_first f
          where f.person_id = n.person_id and f.category = n.category and f.now = n.month
      )
    union all
    select f.person_id, f.was, f.category, -1
    from folding_first f
    join folding_buyer b using (person_id)
    where f.was > b.was_first
) x
group by grouping sets ((x.sign, x.month), (x.sign, x.month, x.category))

-- name: end_firsts
-- Of whom nothing is left, the row goes too.
with gone as (
    select person_id, array_agg(category) as categories
    from folding_first
    where now is null
    group by person_id
), ended as (
    delete from metric_buyer_firsts c using gone g
    where c.person_id = g.person_id and c.firsts - g.categories = '{}'
    returning c.person_id
)
update metric_buyer_firsts c set firsts = c.firsts - g.categories
from gone g
where c.person_id = g.person_id and not exists (
    select from ended e where e.person_id = c.person_id
)

-- name: add_firsts
insert into metric_buyer_firsts (person_id, firsts)
select person_id, jsonb_object_agg(category, now)
from folding_first
where now is not null
group by person_id
order by person_id
on conflict (person_id) do update
set firsts = metric_buyer_firsts.firsts || excluded.firsts

-- name: fold_categories
insert into metric_category_first (month, category, customers)
select month, category, sum(customers)
from folding_category
group by month, category
having sum(customers) <> 0
on conflict (month, category) do update
set customers = metric_category_first.customers + excluded.customers

-- name: end_empty_categories
delete from metric_category_first where customers = 0

-- name: fold_begun
insert into metric_category_begun (month, category, customers)
select x.month, x.category, sum(x.customers)
from folding_first f
cross join lateral (values (f.was, f.category, -1), (f.now, f.category, 1))
    x (month, category, customers)
where x.month is not null
group by x.month, x.category
having sum(x.customers) <> 0
on conflict (month, category) do update
set customers = metric_category_begun.customers + excluded.customers

-- name: end_empty_begun
delete from metric_category_begun where customers = 0
