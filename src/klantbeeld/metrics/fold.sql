-- name: lock
-- One folds at a time: figures are read by many and written by one. Held by the session, so that
-- the transaction that folds begins, and sees the store, after whoever folded before it is done.
select pg_advisory_lock(hashtextextended('metrics', 0))

-- name: lock_if_free
select pg_try_advisory_lock(hashtextextended('metrics', 0)) as locked

-- name: unlock
select pg_advisory_unlock(hashtextextended('metrics', 0))

-- name: begin
-- The whole fold sees the store as of one moment: what was noted by then, and nothing later. The
-- lines of ten thousand orders fit into this memory. The disk is not waited for: what a crash takes
-- back waits again, for both are written by one transaction.
set transaction isolation level repeatable read;
set local work_mem = '64MB';
set local synchronous_commit = off

-- name: waits
select exists (select from metric_waiting_new)
    or exists (select from metric_waiting_change)
    or exists (select from metric_waiting_order)
    or exists (select from metric_waiting_member)
    or exists (select from metric_waiting_part) as waits

-- name: much
-- Whether so much waits that counting from nothing is quicker; counted no further than matters.
with known as materialized (
    select greatest(%(least)s, reltuples / 3)::bigint as touchpoints
    from pg_class
    where oid = 'touchpoint'::regclass
)
select count(*) >= (select touchpoints from known) as much
from (
    select from (
        select from metric_waiting_new
        union all select from metric_waiting_change
        union all select from metric_waiting_order
        union all select from metric_waiting_member
    ) w
    limit (select touchpoints from known)
) counted

-- name: forget_waiting
delete from metric_waiting_new;
delete from metric_waiting_change;
delete from metric_waiting_order;
delete from metric_waiting_member;
delete from metric_waiting_part

-- name: create_folding
create temp table if not exists taken_new (
    touchpoint_no bigint not null
) on commit delete rows;
create temp table if not exists taken_change (
    touchpoint_no bigint not null,
    source text not null,
    type text not null,
    touchpoint_key text not null,
    record_no bigint,
    occurred_at timestamptz not null
) on commit delete rows;
create temp table if not exists taken_order (
    source text not null,
    order_key text not null
) on commit delete rows;
create temp table if not exists taken_member (
    record_no bigint not null,
    person_id bigint not null,
    change integer not null
) on commit delete rows;
create temp table if not exists taken_part (
    person_id bigint not null
) on commit delete rows;
create temp table if not exists folding_new (
    touchpoint_no bigint not null,
    source text not null,
    type text not null,
    kind text,
    touchpoint_key text not null,
    record_no bigint,
    person_id bigint,
    day date not null,
    month date not null,
    status text not null,
    currency text not null,
    amount numeric not null
) on commit delete rows;
create temp table if not exists folding_change (
    touchpoint_no bigint not null,
    source text not null,
    type text not null,
    kind text,
    touchpoint_key text not null,
    person_id bigint,
    day date not null,
    month date not null
) on commit delete rows;
create temp table if not exists folding_order (
    source text not null,
    type text not null,
    person_id bigint,
    day date not null
) on commit delete rows;
create temp table if not exists folding_line (
    touchpoint_no bigint not null,
    category text not null,
    quantity numeric not null,
    amount numeric not null,
    discount numeric not null
) on commit delete rows;
create temp table if not exists folding_day (
    source text not null,
    type text not null,
    day date not null,
    primary key (source, type, day)
) on commit delete rows;
create temp table if not exists folding_span (
    day date primary key,
    starts timestamptz not null,
    ends timestamptz not null
) on commit delete rows

-- name: take_waiting
-- Into tables of their own, which are looked at: of tables that are filled and emptied all day the
-- planner believes to hold what they once held, and reads every touchpoint for ten thousand.
with taken as (delete from metric_waiting_new returning touchpoint_no)
insert into taken_new select touchpoint_no from taken;
with taken as (
    delete from metric_waiting_change
    returning touchpoint_no, source, type, touchpoint_key, record_no, occurred_at
)
insert into taken_change
select touchpoint_no, source, type, touchpoint_key, record_no, occurred_at from taken;
with taken as (delete from metric_waiting_order returning source, order_key)
insert into taken_order select distinct source, order_key from taken;
with taken as (delete from metric_waiting_member returning record_no, person_id, change)
insert into taken_member select record_no, person_id, change from taken;
with taken as (delete from metric_waiting_part returning person_id)
insert into taken_part select distinct person_id from taken;
analyze taken_new, taken_change, taken_order, taken_member, taken_part

-- name: take_new
-- What arrived; what went again in the meantime is among the changes. An order of less than nothing
-- is a return.
insert into folding_new
select t.touchpoint_no, t.source, t.type,
       case when k.kind = 'order' and t.amount < 0 then 'return' else k.kind end,
       t.touchpoint_key, t.record_no, m.person_id,
       l.at::date, date_trunc('month', l.at)::date, coalesce(t.status, ''),
       coalesce(t.currency, ''), coalesce(t.amount, 0)
from taken_new n
join touchpoint t using (touchpoint_no)
left join membership m using (record_no)
left join metric_type k on k.type = t.type
cross join metric_setting s
cross join lateral (select t.occurred_at at time zone s.time_zone as at) l

-- name: take_changes
insert into folding_change
select distinct c.touchpoint_no, c.source, c.type, k.kind, c.touchpoint_key, m.person_id,
       l.at::date, date_trunc('month', l.at)::date
from taken_change c
left join membership m using (record_no)
left join metric_type k on k.type = c.type
cross join metric_setting s
cross join lateral (select c.occurred_at at time zone s.time_zone as at) l

-- name: look_at_new
-- The planner knows nothing of tables filled just now.
analyze folding_new, folding_change

-- name: take_orders
-- Orders that were there before and whose lines changed: most lines come with an order that is new,
-- so those are left out before any is looked up.
with earlier as materialized (
    select o.source, k.type, o.order_key
    from taken_order o
    join metric_type k on k.kind = 'order'
    where not exists (
        select from folding_new n
        where n.source = o.source and n.type = k.type and n.touchpoint_key = o.order_key
    )
)
insert into folding_order
select t.source, t.type, m.person_id, (t.occurred_at at time zone s.time_zone)::date
from earlier o
join touchpoint t on t.source = o.source and t.type = o.type and t.touchpoint_key = o.order_key
left join membership m using (record_no)
cross join metric_setting s

-- name: take_days
-- Days that are counted anew. What arrived new is added, except to what is counted by whole days.
insert into folding_day
select source, type, day from folding_change
union
select source, type, day from folding_order
union
select source, type, day from folding_new
where type in (select type from metric_item union all select type from metric_matter)

-- name: any_day
select exists (select from folding_day) as any_day

-- name: take_spans
insert into folding_span (day, starts, ends)
select d.day, d.day::timestamp at time zone s.time_zone,
       (d.day + 1)::timestamp at time zone s.time_zone
from (select distinct day from folding_day) d cross join metric_setting s

-- name: look_at_days
analyze folding_day, folding_span

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
insert into metric_day
    (source, type, day, status, currency, touchpoints, linked, amount, refunds, refunded)
select t.source, t.type, t.day, coalesce(t.status, ''), coalesce(t.currency, ''), count(*),
       count(t.record_no), coalesce(sum(t.amount), 0), count(*) filter (where t.amount < 0),
       coalesce(-sum(t.amount) filter (where t.amount < 0), 0)
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
    join metric_type k on k.type = t.type and k.kind = 'order' and coalesce(t.amount, 0) >= 0
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

-- name: add_days
insert into metric_day
    (source, type, day, status, currency, touchpoints, linked, amount, refunds, refunded)
select n.source, n.type, n.day, n.status, n.currency, count(*), count(n.record_no), sum(n.amount),
       count(*) filter (where n.amount < 0), coalesce(-sum(n.amount) filter (where n.amount < 0), 0)
from folding_new n
where not exists (
    select from folding_day f where f.source = n.source and f.type = n.type and f.day = n.day
)
group by n.source, n.type, n.day, n.status, n.currency
on conflict (type, day, source, status, currency) do update
set touchpoints = metric_day.touchpoints + excluded.touchpoints,
    linked = metric_day.linked + excluded.linked, amount = metric_day.amount + excluded.amount,
    refunds = metric_day.refunds + excluded.refunds,
    refunded = metric_day.refunded + excluded.refunded

-- name: take_lines
-- The lines of the orders that arrived.
insert into folding_line (touchpoint_no, category, quantity, amount, discount)
select n.touchpoint_no, coalesce(p.category, ''), l.quantity, l.amount, coalesce(l.discount, 0)
from folding_new n
join order_line l on l.source = n.source and l.order_key = n.touchpoint_key
left join product p on p.source = l.source and p.product_id = l.product_id
where n.kind = 'order'

-- name: add_line_days
-- Orders are counted apart: one may have several lines in a category.
with added as (
    select n.touchpoint_no, n.source, n.type, n.day,
           coalesce(nullif(n.currency, ''), s.currency) as currency
    from folding_new n
    cross join metric_setting s
    where n.kind = 'order' and not exists (
        select from folding_day f where f.source = n.source and f.type = n.type and f.day = n.day
    )
), sums as (
    select n.source, n.type, n.day, l.category, n.currency, sum(l.quantity) as quantity,
           sum(l.amount) as amount, sum(l.discount) as discount
    from added n
    join folding_line l using (touchpoint_no)
    group by n.source, n.type, n.day, l.category, n.currency
), counts as (
    select n.source, n.type, n.day, l.category, n.currency, count(*) as orders
    from added n
    join (select distinct touchpoint_no, category from folding_line) l using (touchpoint_no)
    group by n.source, n.type, n.day, l.category, n.currency
)
insert into metric_line_day
    (source, type, day, category, currency, orders, quantity, amount, discount)
select source, type, day, category, currency, orders, quantity, amount, discount
from sums
join counts using (source, type, day, category, currency)
on conflict (type, day, source, category, currency) do update
set orders = metric_line_day.orders + excluded.orders,
    quantity = metric_line_day.quantity + excluded.quantity,
    amount = metric_line_day.amount + excluded.amount,
    discount = metric_line_day.discount + excluded.discount

-- name: add_measure_days
insert into metric_measure_day (measure, source, type, day, key, told, level, touchpoints, total)
select measure, source, type, day, key, number is not null as told,
       case when by_level then coalesce(number, 0) else 0 end as level, count(*),
       coalesce(sum(number), 0)
from (
    select m.measure, n.source, n.type, n.day, m.by_level,
           coalesce(w.word, lower(btrim(t.detail ->> m.key_field)), '') as key,
           case when m.number_field is null then 1
                when t.detail ->> m.number_field ~ '^ *-?[0-9]{1,12}([.,][0-9]{1,6})? *$'
                then replace(t.detail ->> m.number_field, ',', '.')::numeric
           end as number
    from folding_new n
    join metric_measure m on m.type = n.type
    join touchpoint t on t.touchpoint_no = n.touchpoint_no
    left join metric_word w
        on w.type = n.type and w.said = lower(btrim(t.detail ->> m.key_field))
    where not exists (
        select from folding_day f where f.source = n.source and f.type = n.type and f.day = n.day
    )
) measured
group by measure, source, type, day, key, told, level
on conflict (measure, day, source, key, told, level) do update
set touchpoints = metric_measure_day.touchpoints + excluded.touchpoints,
    total = metric_measure_day.total + excluded.total

-- name: tell_value
-- Whoever was merged into another is told, too, to be forgotten; erased people are nobody.
insert into value_waiting (person_id)
select person_id from folding_person where told and person_id <> all(%(erased)s::bigint[])

-- name: erased
-- People of whom no record is left.
select f.person_id
from folding_person f
where not exists (select from membership m where m.person_id = f.person_id)
  and not exists (select from membership m where m.record_no = f.person_id)

-- name: forget_value
-- Who is being scored at this moment waits no longer, and is not waited for.
delete from value_waiting
where ctid = any(array(
    select ctid from value_waiting where person_id = any(%(people)s::bigint[])
    for update skip locked
))

-- name: take_value
-- Each once, the first that wait.
with taken as (
    delete from value_waiting w
    using (select distinct person_id from value_waiting order by person_id limit %(most)s) f
    where w.person_id = f.person_id
    returning w.person_id
)
select distinct person_id from taken order by person_id
