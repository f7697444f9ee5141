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
create temp table if not exists folding_sum (
    person_id bigint not null,
    month date not null,
    source text not null,
    sign integer not null,
    orders bigint not null,
    ordered numeric not null,
    amount numeric not null
) on commit delete rows;
create temp table if not exists folding_place (
    person_id bigint not null,
    dimension text not null,
    was text,
    now text not null
) on commit delete rows;
create temp table if not exists folding_buyer (
    person_id bigint primary key,
    stays boolean not null,
    was_first date,
    was_orders bigint not null,
    now_first date,
    now_orders bigint not null,
    since date not null
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
) on commit delete rows

-- name: take_people
-- Whoever ordered, and whoever gained or lost a record with orders: of these every month is counted
-- (wide). Who came and left again did not change. `anew`: not only new orders came; `placed`: the
-- golden record may say another region or segment; `told`: the value is to be worked out anew.
-- In the order of people, here and in what is made of it: what is kept of somebody lies together.
with moved as (
    select record_no, person_id
    from taken_member
    group by record_no, person_id
    having sum(change) <> 0
), found as (
    select person_id, false as wide, false as anew, false as placed, true as told
    from folding_new
    where kind in ('order', 'return')
    union all
    select person_id, false, true, false, true from folding_change where kind in ('order', 'return')
    union all
    select person_id, false, true, false, false from folding_order
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
    from taken_part p
    join metric_buyer b using (person_id)
)
insert into folding_person (person_id, wide, anew, placed, told)
select f.person_id, bool_or(f.wide), bool_or(f.anew), bool_or(f.placed), bool_or(f.told)
from found f
where f.person_id is not null
group by f.person_id
order by f.person_id

-- name: look_at_people
analyze folding_person

-- name: take_places
-- In which region and segments people stood, and stand: the golden record is read of those who buy
-- for the first time and of whom it changed.
insert into folding_place (person_id, dimension, was, now)
select f.person_id, d.dimension, o.part,
       case when f.placed or o.part is null then coalesce((
           select case when d.letters is null then p.golden ->> d.attribute
                       else left(p.golden ->> d.attribute, d.letters) || 'xx' end
           from person p
           where p.person_id = f.person_id
       ), '') else o.part end
from folding_person f
cross join metric_breakdown d
left join metric_buyer_part o on o.person_id = f.person_id and o.dimension = d.dimension

-- name: widen
-- Who moved takes every month along.
update folding_person f
set wide = true, told = true
from folding_place p
where p.person_id = f.person_id and p.now <> p.was and not f.wide

-- name: leave_settled
-- Whose golden record changed, but no region or segment.
delete from folding_person where not wide and not anew and not told

-- name: take_months
insert into folding_month (person_id, month, starts, ends)
select x.person_id, x.month, x.month::timestamp at time zone s.time_zone,
       (x.month + interval '1 month')::timestamp at time zone s.time_zone
from (
    select person_id, month
    from folding_new
    where kind in ('order', 'return') and person_id is not null
    union
    select person_id, month
    from folding_change
    where kind in ('order', 'return') and person_id is not null
    union
    select b.person_id, b.month
    from folding_person f
    join metric_buyer_month b using (person_id)
    where f.wide and f.anew
    union
    select m.person_id, date_trunc('month', o.day::timestamp)::date
    from folding_person f
    join membership m using (person_id)
    join metric_order o on o.record_no = m.record_no
    where f.wide and f.anew
) x
cross join metric_setting s
order by x.person_id, x.month

-- name: look_at_months
analyze folding_month

-- name: take_sums
-- The touched months as they stood (sign -1).
insert into folding_sum (person_id, month, source, sign, orders, ordered, amount)
select b.person_id, b.month, b.source, -1, b.orders, b.ordered, b.amount
from folding_month f
join metric_buyer_month b using (person_id, month)

-- name: add_to_months
-- As they stand (sign 1), of whom only new orders came: what stood, and those.
insert into folding_sum (person_id, month, source, sign, orders, ordered, amount)
select x.person_id, x.month, x.source, 1, sum(x.orders), sum(x.ordered), sum(x.amount)
from (
    select b.person_id, b.month, b.source, b.orders, b.ordered, b.amount from folding_sum b
    union all
    select n.person_id, n.month, n.source, (n.kind = 'order')::integer,
           case n.kind when 'order' then n.amount else 0 end,
           case n.kind when 'order' then n.amount else -abs(n.amount) end
    from folding_new n
    cross join metric_setting s
    where n.kind in ('order', 'return') and n.currency in ('', s.currency)
) x
join folding_person p on p.person_id = x.person_id and not p.anew
group by x.person_id, x.month, x.source
order by x.person_id, x.month

-- name: count_months
-- The same of the others, from their orders.
insert into folding_sum (person_id, month, source, sign, orders, ordered, amount)
select f.person_id, f.month, t.source, 1, count(*) filter (where b.bought),
       coalesce(sum(t.amount) filter (where b.bought), 0),
       coalesce(sum(case when b.bought then t.amount else -abs(t.amount) end), 0)
from folding_month f
join folding_person p on p.person_id = f.person_id and p.anew
join membership m on m.person_id = f.person_id
join touchpoint t
    on t.record_no = m.record_no and t.occurred_at >= f.starts and t.occurred_at < f.ends
join metric_type k on k.type = t.type and k.kind in ('order', 'return')
cross join metric_setting s
cross join lateral (select k.kind = 'order' and coalesce(t.amount, 0) >= 0 as bought) b
where coalesce(t.currency, s.currency) = s.currency
group by f.person_id, f.month, t.source

-- name: look_at_sums
analyze folding_sum

-- name: take_buyers
-- The first month and the number of orders of each, before and now; whether anything is left; and
-- since when a month of theirs may follow on another one than it did.
insert into folding_buyer
    (person_id, stays, was_first, was_orders, now_first, now_orders, since)
select f.person_id,
       coalesce(c.now_sums, 0) > 0 or exists (
           select from metric_buyer_month o
           where o.person_id = f.person_id
             and not exists (
                 select from folding_month m where m.person_id = o.person_id and m.month = o.month
             )
       ),
       b.first_month, coalesce(b.orders, 0), n.first_month,
       coalesce(b.orders, 0) + coalesce(c.orders, 0),
       case when f.wide or b.first_month is distinct from n.first_month then '-infinity'::date
            else coalesce(l.last_month, '-infinity'::date) end
from folding_person f
left join metric_buyer b on b.person_id = f.person_id
left join (
    select m.person_id, (
        select max(o.month)
        from metric_buyer_month o
        where o.person_id = m.person_id and o.month < m.month and o.orders > 0
    ) as last_month
    from (select distinct on (person_id) person_id, month from folding_month
          order by person_id, month) m
) l on l.person_id = f.person_id
left join (
    select o.person_id, sum(o.sign * o.orders) as orders, count(*) filter (where o.sign = 1)
               as now_sums,
           min(o.month) filter (where o.sign = 1 and o.orders > 0) as month
    from folding_sum o
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
    select least(c.month, case when z.month is null then b.first_month else u.month end)
               as first_month
) n

-- name: look_at_buyers
analyze folding_buyer

-- name: end_months
delete from metric_buyer_month b using folding_sum f
where f.sign = -1
  and b.person_id = f.person_id and b.month = f.month and b.source = f.source

-- name: add_months
insert into metric_buyer_month (person_id, month, source, orders, amount, ordered)
select person_id, month, source, orders, amount, ordered from folding_sum where sign = 1

-- name: end_buyers
-- Who has nothing left, of all that is kept by person.
with ended as (
    delete from metric_buyer b using folding_buyer f
    where b.person_id = f.person_id and not f.stays
    returning b.person_id
)
delete from metric_buyer_part p using ended e where p.person_id = e.person_id

-- name: add_buyers
insert into metric_buyer (person_id, first_month, orders)
select person_id, now_first, now_orders from folding_buyer where stays
on conflict (person_id) do update
set first_month = excluded.first_month, orders = excluded.orders
where (metric_buyer.first_month, metric_buyer.orders)
    is distinct from (excluded.first_month, excluded.orders)

-- name: add_places
insert into metric_buyer_part (person_id, dimension, part)
select p.person_id, p.dimension, p.now
from folding_place p
join folding_buyer f on f.person_id = p.person_id and f.stays
where p.was is distinct from p.now
on conflict (person_id, dimension) do update set part = excluded.part

-- name: take_flows
-- Every month in which they ordered since then, as before and as now.
insert into folding_flow (person_id, flow, month, sign)
select o.person_id, x.flow, x.month, o.sign
from (
    select a.person_id, a.month, a.sign,
           (a.month + make_interval(months => s.lost_after_months + 1))::date as lost_in,
           lead(a.month) over (partition by a.person_id, a.sign order by a.month) as next_month
    from (
        select person_id, month, sign from folding_sum where orders > 0
        union
        select b.person_id, b.month, v.sign
        from folding_buyer f
        join metric_buyer_month b on b.person_id = f.person_id and b.month >= f.since
        cross join (values (-1), (1)) v (sign)
        where b.orders > 0
          and not exists (
              select from folding_month m where m.person_id = b.person_id and m.month = b.month
          )
    ) a
    cross join metric_setting s
) o
cross join lateral (values
    ('lost', o.lost_in, o.next_month is null or o.next_month >= o.lost_in),
    ('won_back', o.next_month, o.next_month >= o.lost_in)
) x (flow, month, happened)
where x.happened
union all
select f.person_id, x.flow, v.first_month, v.sign
from folding_buyer f
cross join lateral (values
    (-1, f.was_first, f.was_orders), (1, f.now_first, f.now_orders)
) v (sign, first_month, orders)
cross join lateral (
    -- Since ever: of all others the first month and the place are as they were.
    values ('new', f.since = '-infinity'), ('once', v.orders = 1)
) x (flow, happened)
where v.first_month is not null and x.happened

-- name: take_other_sums
-- Who moved or has another first month takes the months along that were not touched.
insert into folding_sum (person_id, month, source, sign, orders, ordered, amount)
select b.person_id, b.month, b.source, v.sign, b.orders, b.ordered, b.amount
from folding_buyer f
join folding_person p using (person_id)
join metric_buyer_month b using (person_id)
cross join (values (-1), (1)) v (sign)
where (p.wide or f.was_first is distinct from f.now_first)
  and not exists (
      select from folding_month m where m.person_id = b.person_id and m.month = b.month
  )

-- name: take_totals
-- What the people add through all sources (sign 1), or take out of it (-1).
insert into folding_total (person_id, first_month, month, sign, orders, ordered, amount)
select f.person_id, case s.sign when 1 then f.now_first else f.was_first end as first_month,
       s.month, s.sign, sum(s.orders), sum(s.ordered), sum(s.amount)
from folding_sum s
join folding_buyer f using (person_id)
where case s.sign when 1 then f.now_first else f.was_first end is not null
group by f.person_id, s.month, s.sign

-- name: fold_cohorts
insert into metric_cohort (source, first_month, month, customers, orders, amount)
select source, first_month, month, sum(sign * (orders > 0)::integer), sum(sign * orders),
       sum(sign * amount)
from (
    select s.source, case s.sign when 1 then f.now_first else f.was_first end as first_month,
           s.month, s.sign, s.orders, s.amount
    from folding_sum s
    join folding_buyer f using (person_id)
    union all
    select '', first_month, month, sign, orders, amount from folding_total
) x
where first_month is not null
group by source, first_month, month
on conflict (first_month, month, source) do update
set customers = metric_cohort.customers + excluded.customers,
    orders = metric_cohort.orders + excluded.orders,
    amount = metric_cohort.amount + excluded.amount

-- name: fold_flows
insert into metric_flow (flow, month, customers)
select flow, month, sum(sign) from folding_flow group by flow, month having sum(sign) <> 0
on conflict (flow, month) do update
set customers = metric_flow.customers + excluded.customers

-- name: fold_parts
insert into metric_part_month (dimension, part, month, customers, new_customers, won_back, lost,
    orders, ordered, amount, new_amount)
select dimension, part, month, sum(customers), sum(new_customers), sum(won_back), sum(lost),
       coalesce(sum(orders), 0), coalesce(sum(ordered), 0), coalesce(sum(amount), 0),
       coalesce(sum(new_amount), 0)
from (
    select p.dimension, case x.sign when 1 then p.now else p.was end as part, x.month,
           x.sign * x.customers as customers, x.sign * x.new_customers as new_customers,
           x.sign * x.won_back as won_back, x.sign * x.lost as lost,
           x.sign * x.orders as orders, x.sign * x.ordered as ordered,
           x.sign * x.amount as amount, x.sign * x.new_amount as new_amount
    from (
        select person_id, month, sign, (orders > 0)::integer as customers, 0 as new_customers,
               0 as won_back, 0 as lost, orders, ordered, amount,
               case when month = first_month then amount else 0 end as new_amount
        from folding_total
        union all
        select person_id, month, sign, 0, (flow = 'new')::integer, (flow = 'won_back')::integer,
               (flow = 'lost')::integer, null, null, null, null
        from folding_flow
        where flow <> 'once'
    ) x
    join folding_place p using (person_id)
) y
where part is not null
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

-- name: end_empty_cohorts
delete from metric_cohort where customers = 0 and orders = 0 and amount = 0

-- name: end_empty_flows
delete from metric_flow where customers = 0

-- name: end_empty_parts
delete from metric_part_month
where (customers, new_customers, won_back, lost, orders, ordered, amount, new_amount)
    = (0, 0, 0, 0, 0, 0, 0, 0)
