-- What changed is told as it changed, without looking anything up, so that no order of two
-- transactions lets a change pass unseen. What came in new is added; the rest is counted anew.
drop trigger metric_touchpoint_added on touchpoint;
drop trigger metric_touchpoint_changed on touchpoint;
drop trigger metric_touchpoint_removed on touchpoint;
drop function metric_touchpoint_changed();
drop table metric_waiting_day;
drop table metric_waiting_record;

create table metric_waiting_new (
    touchpoint_no bigint not null
);
comment on table metric_waiting_new is 'Touchpoints that arrived since the figures were folded.';

create table metric_waiting_change (
    touchpoint_no bigint not null,
    source text not null,
    type text not null,
    touchpoint_key text not null,
    record_no bigint,
    occurred_at timestamptz not null
);
comment on table metric_waiting_change is
    'Touchpoints that changed or went since the figures were folded: as they were, and as they are.';

create table metric_waiting_part (
    person_id bigint not null
);
comment on table metric_waiting_part is
    'People whose golden record changed since the figures were folded: they may live elsewhere now.';

create function metric_touchpoint_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into metric_waiting_new select touchpoint_no from changed_to;
        return null;
    end if;
    insert into metric_waiting_change
    select touchpoint_no, source, type, touchpoint_key, record_no, occurred_at from changed_from;
    if tg_op = 'UPDATE' then
        insert into metric_waiting_change
        select touchpoint_no, source, type, touchpoint_key, record_no, occurred_at from changed_to;
    end if;
    return null;
end
$$;
create trigger metric_touchpoint_added after insert on touchpoint
    referencing new table as changed_to
    for each statement execute function metric_touchpoint_changed();
create trigger metric_touchpoint_changed after update on touchpoint
    referencing old table as changed_from new table as changed_to
    for each statement execute function metric_touchpoint_changed();
create trigger metric_touchpoint_removed after delete on touchpoint
    referencing old table as changed_from
    for each statement execute function metric_touchpoint_changed();

create or replace function metric_member_changed() returns trigger language plpgsql as $$
begin
    if tg_op <> 'DELETE' then
        insert into metric_waiting_member select record_no, person_id, 1 from changed_to;
    end if;
    if tg_op <> 'INSERT' then
        insert into metric_waiting_member select record_no, person_id, -1 from changed_from;
    end if;
    return null;
end
$$;
comment on table metric_waiting_member is
    'Records that came to a person (1) or left (-1) since the figures were folded.';

create function metric_golden_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into metric_waiting_part select person_id from changed_to;
    else
        insert into metric_waiting_part
        select c.person_id
        from changed_to c join changed_from f using (person_id)
        where c.golden is distinct from f.golden;
    end if;
    return null;
end
$$;
create trigger metric_golden_added after insert on person
    referencing new table as changed_to
    for each statement execute function metric_golden_changed();
create trigger metric_golden_changed after update on person
    referencing old table as changed_from new table as changed_to
    for each statement execute function metric_golden_changed();

drop view metric_flow_part;
drop view metric_cohort_part;
drop view metric_customer;
drop view metric_buyer_month_now;

alter table metric_buyer_month add column ordered numeric(16, 2) not null default 0;
alter table metric_buyer_month alter column ordered drop default;
comment on column metric_buyer_month.ordered is 'Of the orders alone; amount is less what came back.';

create view metric_buyer_month_now as
select m.person_id, date_trunc('month', o.day)::date as month, o.source,
       sum(o.orders)::bigint as orders, sum(o.amount) as amount,
       coalesce(sum(o.amount) filter (where o.orders = 1), 0) as ordered
from membership m
join metric_order o on o.record_no = m.record_no
cross join metric_setting s
where o.currency = s.currency
group by m.person_id, date_trunc('month', o.day)::date, o.source;
comment on view metric_buyer_month_now is 'metric_buyer_month as it should be, counted anew.';

create table metric_buyer (
    person_id bigint primary key,
    first_month date,
    orders bigint not null
);
comment on table metric_buyer is 'Who ever ordered or sent something back.';
comment on column metric_buyer.first_month is
    'Of the first order; empty for who only sent something back.';

create table metric_breakdown (
    dimension text primary key,
    attribute text not null,
    letters integer
);
comment on table metric_breakdown is 'By which attributes the figures are kept apart.';
comment on column metric_breakdown.letters is
    'How many letters of the value count, as the first two of a postcode; empty: all.';

create table metric_buyer_part (
    person_id bigint not null,
    dimension text not null,
    part text not null,
    primary key (person_id, dimension)
);
comment on table metric_buyer_part is
    'In which region and segments each buyer stands, as their golden record says now.';
comment on column metric_buyer_part.part is 'Empty: not known.';

create table metric_part_month (
    dimension text not null,
    part text not null,
    month date not null,
    customers bigint not null,
    new_customers bigint not null,
    won_back bigint not null,
    lost bigint not null,
    orders bigint not null,
    ordered numeric(18, 2) not null,
    amount numeric(18, 2) not null,
    new_amount numeric(18, 2) not null,
    primary key (dimension, month, part)
);
comment on table metric_part_month is
    'Customers and what they ordered by month, kept apart by region and segment.';
comment on column metric_part_month.customers is 'Who ordered in the month.';
comment on column metric_part_month.new_customers is 'Whose first order lies in the month.';
comment on column metric_part_month.new_amount is 'Of amount, what the new customers ordered.';

create table metric_delivery (
    touchpoint_no bigint primary key,
    source text not null,
    order_key text not null,
    shipped_at timestamptz not null
);
comment on table metric_delivery is 'Deliveries that name their order.';
create index metric_delivery_by_order on metric_delivery (source, order_key);

create table metric_shipment (
    source text not null,
    order_key text not null,
    day date not null,
    minutes bigint not null,
    primary key (source, order_key)
);
comment on table metric_shipment is 'Orders that were shipped, and how long after they were placed.';
comment on column metric_shipment.day is 'The local day of the last of its deliveries.';

create table metric_ship_day (
    source text not null,
    day date not null,
    hours integer not null,
    orders bigint not null,
    minutes bigint not null,
    primary key (day, source, hours)
);
comment on table metric_ship_day is
    'Orders by the local day on which they were shipped whole and the whole hours that it took: a '
    'histogram, so that medians can be told of any period.';
comment on column metric_ship_day.hours is 'At most 2160 (90 days): that or more.';
comment on column metric_ship_day.minutes is 'What it took them together, whatever the hours.';

create table metric_buyer_category (
    person_id bigint not null,
    category text not null,
    first_month date not null,
    primary key (person_id, category)
);
comment on table metric_buyer_category is
    'When each person first ordered in each product category.';

create table metric_category_first (
    month date not null,
    category text not null,
    customers bigint not null,
    primary key (month, category)
);
comment on table metric_category_first is
    'Customers who had ordered in an earlier month and now ordered in a product category that was '
    'new to them; an empty category: in any, each customer once.';

create table metric_delivery_field (
    type text primary key,
    field text not null
);
comment on table metric_delivery_field is
    'In which field the deliveries of a type name their order.';

create view metric_customer as
select m.person_id, m.month, m.source, m.orders, m.amount, b.first_month, b.orders as orders_ever
from metric_buyer_month m join metric_buyer b using (person_id);
comment on view metric_customer is
    'Months of buyers with the month of their first order; empty for who only sent something back.';

create view metric_shipment_now as
select d.source, d.order_key, (d.shipped_at at time zone s.time_zone)::date as day,
       floor(extract(epoch from d.shipped_at - d.occurred_at) / 60)::bigint as minutes
from (
    select d.source, d.order_key, max(d.shipped_at) as shipped_at, min(t.occurred_at) as occurred_at
    from metric_delivery d
    join metric_type k on k.kind = 'order'
    join touchpoint t
        on t.source = d.source and t.type = k.type and t.touchpoint_key = d.order_key
    group by d.source, d.order_key
) d
cross join metric_setting s
where d.shipped_at >= d.occurred_at;
comment on view metric_shipment_now is
    'metric_shipment as it should be, counted anew. Shipped before it was placed is no shipment.';

create view metric_buyer_category_now as
select m.person_id, p.category, date_trunc('month', min(o.day))::date as first_month
from membership m
join metric_order o on o.record_no = m.record_no and o.orders = 1
cross join metric_setting s
join order_line l on l.source = o.source and l.order_key = o.touchpoint_key
join product p on p.source = l.source and p.product_id = l.product_id
where o.currency = s.currency and p.category <> ''
group by m.person_id, p.category;
comment on view metric_buyer_category_now is 'metric_buyer_category as it should be, counted anew.';

create view metric_flow_part as
select o.person_id, f.flow, f.month
from (
    select m.person_id, m.month, b.first_month, b.orders as orders_ever,
           (m.month + make_interval(months => s.lost_after_months + 1))::date as lost_in,
           lead(m.month) over (partition by m.person_id order by m.month) as next_month
    from (select distinct person_id, month from metric_buyer_month where orders > 0) m
    join metric_buyer b using (person_id)
    cross join metric_setting s
) o
cross join lateral (values
    ('new', o.month, o.month = o.first_month),
    ('once', o.month, o.month = o.first_month and o.orders_ever = 1),
    ('lost', o.lost_in, o.next_month is null or o.next_month >= o.lost_in),
    ('won_back', o.next_month, o.next_month >= o.lost_in)
) f (flow, month, happened)
where f.happened;
comment on view metric_flow_part is 'What each person adds to metric_flow.';

-- A setting that nobody has: the first fold counts everything anew.
update metric_setting set lost_after_months = 0;
