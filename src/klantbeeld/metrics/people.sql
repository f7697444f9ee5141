-- name: create_folding
create temp table if not exists folding_person (
    person_id bigint primary key,
    wide boolean not null,
    anew boolean not null,
    placed boolean not null,
    told boolean not null
) on commit delete rows;
create temp table if not exists folding_month (
    person_id bigint not null,
    month date not null,
    starts timestamptz not null,
    ends timestamptz not null,
    primary key (person_id, month)
) on commit delete rows;
create temp table if not exists folding_now (
    person_id bigint not null,
    month date not null,
    source text not null,
    orders bigint not null,
    ordered numeric not null,
    amount numeric not null
) on commit delete rows;
create temp table if not exists folding_place (
    person_id bigint not null,
    dimension text not null,
    part text not null
) on commit delete rows;
create temp table if not exists folding_buyer (
    person_id bigint primary key,
    was_first date,
    was_orders bigint not null,
    now_first date,
    now_orders bigint not null,
    since date not null
) on commit delete rows;
create temp table if not exists folding_touch (
    person_id bigint not null,
    month date not null,
    primary key (person_id, month)
) on commit delete rows;
create temp table if not exists folding_cohort (
    source text not null,
    first_month date not null,
    month date not null,
    customers bigint not null,
    orders bigint not null,
    amount numeric not null
) on commit delete rows;
create temp table if not exists folding_flow (
    person_id bigint not null,
    flow text not null,
    month date not null,
    sign integer not null
) on commit delete rows;
create temp table if not exists folding_total (
    person_id bigint not null,
    first_month date not null,
    month date not null,
    sign integer not null,
    orders bigint not null,
    ordered numeric not null,
    amount numeric not null
) on commit delete rows;
create temp table if not exists folding_part (
    dimension text not null,
    part text not null,
    month date not null,
    customers bigint not null,
    new_customers bigint not null,
    won_back bigint not null,
    lost bigint not null,
    orders bigint not null,
    ordered numeric not null,
    amount numeric not null,
    new_amount numeric not null
) on commit delete rows

-- name: take_people
-- Whoever ordered, and whoever gained or lost a record with orders: of these every month is counted
-- (wide). Who came and left again did not change. `anew`: not only new orders came; `placed`: the
-- golden record may say another region or segment; `told`: the value is to be worked out anew.
with placed as (
    delete from metric_waiting_part returning person_id
), moves as (
    delete from metric_waiting_member returning record_no, person_id, change
), moved as (
    select record_no, person_id
    from moves
    group by record_no, person_id
    having sum(change) <> 0
), found as (
    select m.person_id, false as wide, false as anew, false as placed, true as told
    from folding_new n
    join membership m using (record_no)
    where n.kind in ('order', 'return')
    union all
    select m.person_id, false, true, false, true
    from folding_change c
    join membership m using (record_no)
    where c.kind in ('order', 'return')
    union all
    select m.person_id, false, true, false, false
    from folding_order o
    join membership m using (record_no)
    union all
    select d.person_id, true, true, true, true
    from moved d
    where exists (
        select from touchpoint t
        join metric_type k on k.type = t.type and k.kind in ('order', 'return')
        where t.record_no = d.record_no
    ) or exists (select from metric_buyer b where b.person_id = d.person_id)
      or exists (select from value_waiting v where v.person_id = d.person_id)
    union all
    select p.person_id, false, false, true, false
    from (select distinct person_id from placed) p
    join metric_buyer b using (person_id)
)
insert into folding_person (person_id, wide, anew, placed, told)
select f.person_id, bool_or(f.wide), bool_or(f.anew), bool_or(f.placed), bool_or(f.told)
from found f
group by f.person_id

-- name: look_at_people
analyze folding_person

-- name: take_places
-- Where people stand who buy for the first time, or whose golden record changed.
insert into folding_place (person_id, dimension, part)
select f.person_id, b.dimension,
       coalesce(case when b.letters is null then v.value else left(v.value, b.letters) || 'xx' end, '')
from folding_person f
cross join metric_breakdown b
left join person p on p.person_id = f.person_id
left join lateral (select p.golden ->> b.attribute as value) v on true
where f.placed or not exists (select from metric_buyer o where o.person_id = f.person_id)

-- name: widen
-- Who moved takes every month along.
update folding_person f
set wide = true, told = true
from folding_place p
join metric_buyer_part o using (person_id, dimension)
where p.person_id = f.person_id and p.part <> o.part and not f.wide

-- name: leave_settled
-- Whose golden record changed, but no region or segment.
delete from folding_person where not wide and not anew and not told

-- name: take_months
insert into folding_month (person_id, month, starts, ends)
select x.person_id, x.month, x.month::timestamp at time zone s.time_zone,
       (x.month + interval '1 month')::timestamp at time zone s.time_zone
from (
    select m.person_id, date_trunc('month', n.day)::date as month
    from folding_new n
    join membership m using (record_no)
    where n.kind in ('order', 'return')
    union
    select m.person_id, date_trunc('month', c.day)::date
    from folding_change c
    join membership m using (record_no)
    where c.kind in ('order', 'return')
    union
    select b.person_id, b.month
    from folding_person f
    join metric_buyer_month b using (person_id)
    where f.wide and f.anew
    union
    select m.person_id, date_trunc('month', o.day)::date
    from folding_person f
    join membership m using (person_id)
    join metric_order o on o.record_no = m.record_no
    where f.wide and f.anew
) x
cross join metric_setting s

-- name: look_at_months
analyze folding_month

-- name: add_to_months
-- Of whom only new orders came: what stood, and those.
insert into folding_now (person_id, month, source, orders, ordered, amount)
select x.person_id, x.month, x.source, sum(x.orders), sum(x.ordered), sum(x.amount)
from (
    select b.person_id, b.month, b.source, b.orders, b.ordered, b.amount
    from folding_month f
    join folding_person p on p.person_id = f.person_id and not p.anew
    join metric_buyer_month b on b.person_id = f.person_id and b.month = f.month
    union all
    select m.person_id, date_trunc('month', n.day)::date, n.source, (n.kind = 'order')::integer,
           case n.kind when 'order' then n.amount else 0 end,
           case n.kind when 'order' then n.amount else -abs(n.amount) end
    from folding_new n
    join membership m using (record_no)
    join folding_person p on p.person_id = m.person_id and not p.anew
    cross join metric_setting s
    where n.kind in ('order', 'return') and n.currency in ('', s.currency)
) x
group by x.person_id, x.month, x.source

-- name: count_months
-- The touched months of the others, from their orders.
insert into folding_now (person_id, month, source, orders, ordered, amount)
select f.person_id, f.month, t.source, count(*) filter (where k.kind = 'order'),
       coalesce(sum(t.amount) filter (where k.kind = 'order'), 0),
       coalesce(sum(case when k.kind = 'order' then t.amount else -abs(t.amount) end), 0)
from folding_month f
join folding_person p on p.person_id = f.person_id and p.anew
join membership m on m.person_id = f.person_id
join touchpoint t
    on t.record_no = m.record_no and t.occurred_at >= f.starts and t.occurred_at < f.ends
join metric_type k on k.type = t.type and k.kind in ('order', 'return')
cross join metric_setting s
where coalesce(t.currency, s.currency) = s.currency
group by f.person_id, f.month, t.source

-- name: take_buyers
-- The first month and the number of orders of each, before and now; and since when a month of theirs
-- may follow on another one than it did.
insert into folding_buyer (person_id, was_first, was_orders, now_first, now_orders, since)
select f.person_id, b.first_month, coalesce(b.orders, 0), n.first_month,
       coalesce(b.orders, 0) - coalesce(w.orders, 0) + coalesce(n.orders, 0),
       case when f.wide or b.first_month is distinct from n.first_month then '-infinity'::date
            else coalesce(l.month, '-infinity'::date) end
from folding_person f
left join metric_buyer b on b.person_id = f.person_id
left join (
    select m.person_id, min(m.month) as month from folding_month m group by m.person_id
) t on t.person_id = f.person_id
left join (
    select o.person_id, sum(o.orders) as orders
    from metric_buyer_month o
    join folding_month m using (person_id, month)
    group by o.person_id
) w on w.person_id = f.person_id
left join (
    select o.person_id, sum(o.orders) as orders, min(o.month) filter (where o.orders > 0) as month
    from folding_now o
    group by o.person_id
) c on c.person_id = f.person_id
left join folding_month z on z.person_id = f.person_id and z.month = b.first_month
left join lateral (
    -- What stood untouched: only to be looked for where the first month itself was touched.
    select min(o.month) as month
    from metric_buyer_month o
    where o.person_id = z.person_id and o.orders > 0
      and not exists (
          select from folding_month m where m.person_id = o.person_id and m.month = o.month
      )
) u on true
cross join lateral (
    select c.orders,
           least(c.month, case when z.month is null then b.first_month else u.month end)
               as first_month
) n
left join lateral (
    select o.month
    from metric_buyer_month o
    where o.person_id = f.person_id and o.month < t.month and o.orders > 0
    order by o.month desc
    limit 1
) l on true

-- name: look_at_buyers
analyze folding_buyer

-- name: take_touched
-- The months whose figures may change: the touched ones, and every one of who moved or has another
-- first month.
insert into folding_touch (person_id, month)
select person_id, month from folding_month
union
select b.person_id, b.month
from folding_buyer f
join folding_person p using (person_id)
join metric_buyer_month b using (person_id)
where p.wide or f.was_first is distinct from f.now_first

-- name: take_cohorts
-- What the touched people add to each source, or (sign -1) take out of it.
insert into folding_cohort (source, first_month, month, customers, orders, amount)
select b.source, f.first_month, b.month, %(sign)s * count(*) filter (where b.orders > 0),
       %(sign)s * sum(b.orders), %(sign)s * sum(b.amount)
from folding_touch t
join metric_buyer_month b using (person_id, month)
join (
    select person_id, case %(sign)s when 1 then now_first else was_first end as first_month
    from folding_buyer
) f using (person_id)
where f.first_month is not null
group by b.source, f.first_month, b.month

-- name: take_totals
-- The same through all sources, by person.
insert into folding_total (person_id, first_month, month, sign, orders, ordered, amount)
select b.person_id, f.first_month, b.month, %(sign)s, sum(b.orders), sum(b.ordered), sum(b.amount)
from folding_touch t
join metric_buyer_month b using (person_id, month)
join (
    select person_id, case %(sign)s when 1 then now_first else was_first end as first_month
    from folding_buyer
) f using (person_id)
where f.first_month is not null
group by b.person_id, f.first_month, b.month

-- name: take_flows
insert into folding_flow (person_id, flow, month, sign)
select o.person_id, x.flow, x.month, %(sign)s
from (
    select b.person_id, b.month,
           (b.month + make_interval(months => s.lost_after_months + 1))::date as lost_in,
           lead(b.month) over (partition by b.person_id order by b.month) as next_month
    from folding_buyer f
    join metric_buyer_month b on b.person_id = f.person_id and b.month >= f.since
    cross join metric_setting s
    where b.orders > 0
    group by b.person_id, b.month, s.lost_after_months
) o
cross join lateral (values
    ('lost', o.lost_in, o.next_month is null or o.next_month >= o.lost_in),
    ('won_back', o.next_month, o.next_month >= o.lost_in)
) x (flow, month, happened)
where x.happened
union all
select f.person_id, x.flow, f.first_month, %(sign)s
from (
    select person_id,
           case %(sign)s when 1 then now_first else was_first end as first_month,
           case %(sign)s when 1 then now_orders else was_orders end as orders
    from folding_buyer
) f
cross join lateral (values ('new', true), ('once', f.orders = 1)) x (flow, happened)
where f.first_month is not null and x.happened

-- name: take_parts
-- What the touched people add to their region and segments, or take out of them.
insert into folding_part (dimension, part, month, customers, new_customers, won_back, lost, orders,
    ordered, amount, new_amount)
select p.dimension, p.part, x.month, sum(x.customers), sum(x.new_customers), sum(x.won_back),
       sum(x.lost), sum(x.orders), sum(x.ordered), sum(x.amount), sum(x.new_amount)
from (
    select person_id, month, sign * (orders > 0)::integer as customers, 0 as new_customers,
           0 as won_back, 0 as lost, sign * orders as orders, sign * ordered as ordered,
           sign * amount as amount,
           case when month = first_month then sign * amount else 0 end as new_amount
    from folding_total
    where sign = %(sign)s
    union all
    select person_id, month, 0, sign * (flow = 'new')::integer, sign * (flow = 'won_back')::integer,
           sign * (flow = 'lost')::integer, 0, 0, 0, 0
    from folding_flow
    where sign = %(sign)s and flow <> 'once'
) x
join metric_buyer_part p using (person_id)
group by p.dimension, p.part, x.month

-- name: end_months
delete from metric_buyer_month b using folding_month f
where b.person_id = f.person_id and b.month = f.month

-- name: add_months
insert into metric_buyer_month (person_id, month, source, orders, amount, ordered)
select person_id, month, source, orders, amount, ordered from folding_now

-- name: end_buyers
-- Who has nothing left, of all that is kept by person.
with ended as (
    delete from metric_buyer b using folding_buyer f
    where b.person_id = f.person_id
      and not exists (select from metric_buyer_month m where m.person_id = f.person_id)
    returning b.person_id
)
delete from metric_buyer_part p using ended e where p.person_id = e.person_id

-- name: add_buyers
insert into metric_buyer (person_id, first_month, orders)
select f.person_id, f.now_first, f.now_orders
from folding_buyer f
where exists (select from metric_buyer_month m where m.person_id = f.person_id)
on conflict (person_id) do update
set first_month = excluded.first_month, orders = excluded.orders
where (metric_buyer.first_month, metric_buyer.orders)
    is distinct from (excluded.first_month, excluded.orders)

-- name: add_places
insert into metric_buyer_part (person_id, dimension, part)
select f.person_id, f.dimension, f.part
from folding_place f
join metric_buyer b using (person_id)
on conflict (person_id, dimension) do update
set part = excluded.part
where metric_buyer_part.part <> excluded.part

-- name: fold_cohorts
insert into metric_cohort (source, first_month, month, customers, orders, amount)
select source, first_month, month, sum(customers), sum(orders), sum(amount)
from (
    select source, first_month, month, customers, orders, amount from folding_cohort
    union all
    select '', first_month, month, sign * (orders > 0)::integer, sign * orders, sign * amount
    from folding_total
) x
group by source, first_month, month
on conflict (first_month, month, source) do update
set customers = metric_cohort.customers + excluded.customers,
    orders = metric_cohort.orders + excluded.orders,
    amount = metric_cohort.amount + excluded.amount

-- name: end_empty_cohorts
delete from metric_cohort where customers = 0 and orders = 0 and amount = 0

-- name: end_empty_flows
delete from metric_flow where customers = 0

-- name: end_empty_parts
delete from metric_part_month
where (customers, new_customers, won_back, lost, orders, ordered, amount, new_amount)
    = (0, 0, 0, 0, 0, 0, 0, 0)

-- name: fold_flows
insert into metric_flow (flow, month, customers)
select flow, month, sum(sign) from folding_flow group by flow, month having sum(sign) <> 0
on conflict (flow, month) do update
set customers = metric_flow.customers + excluded.customers

-- name: fold_parts
insert into metric_part_month (dimension, part, month, customers, new_customers, won_back, lost,
    orders, ordered, amount, new_amount)
select dimension, part, month, sum(customers), sum(new_customers), sum(won_back), sum(lost),
       sum(orders), sum(ordered), sum(amount), sum(new_amount)
from folding_part
group by dimension, part, month
on conflict (dimension, month, part) do update
set customers = metric_part_month.customers + excluded.customers,
    new_customers = metric_part_month.new_customers + excluded.new_customers,
    won_back = metric_part_month.won_back + excluded.won_back,
    lost = metric_part_month.lost + excluded.lost,
    orders = metric_part_month.orders + excluded.orders,
    ordered = metric_part_month.ordered + excluded.ordered,
    amount = metric_part_month.amount + excluded.amount,
    new_amount = metric_part_month.new_amount + excluded.new_amount
