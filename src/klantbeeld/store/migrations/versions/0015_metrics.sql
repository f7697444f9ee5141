-- Figures: what is counted from touchpoints and people, kept ready for every page. The tables tell
-- themselves what changed (triggers); folding counts anew what was touched and nothing else.
create table metric_setting (
    only_one boolean primary key default true check (only_one),
    time_zone text not null,
    currency text not null,
    lost_after_months integer not null
);
comment on table metric_setting is
    'What the figures were folded with: another setting means counting everything anew.';
comment on column metric_setting.time_zone is 'In which a day begins and ends.';
comment on column metric_setting.currency is 'Of the figures about customers; others stay by day.';
comment on column metric_setting.lost_after_months is
    'After so many whole months without an order a customer counts as lost.';
insert into metric_setting (time_zone, currency, lost_after_months)
values ('Europe/Amsterdam', 'EUR', 12);

create table metric_type (
    type text primary key,
    kind text not null
);
comment on table metric_type is 'What each declared touchpoint type means, as the figures know it.';

create table metric_measure (
    measure text primary key,
    type text not null,
    key_field text,
    number_field text,
    by_level boolean not null
);
comment on table metric_measure is 'Detail fields of touchpoints that a metric counts or adds up.';
comment on column metric_measure.by_level is 'Whether each number is counted apart, as a mark of a survey.';

create table metric_word (
    type text not null,
    said text not null,
    word text not null,
    primary key (type, said)
);
comment on table metric_word is 'What the words of a source mean: geklikt is clicked.';

create table metric_waiting_day (
    source text not null,
    type text not null,
    day date not null
);
comment on table metric_waiting_day is 'Days of touchpoints that changed since they were folded.';

create table metric_waiting_order (
    source text not null,
    order_key text not null
);
comment on table metric_waiting_order is 'Orders whose lines changed since they were folded.';

create table metric_waiting_record (
    record_no bigint not null
);
comment on table metric_waiting_record is 'Records whose orders changed since they were folded.';

create table metric_waiting_member (
    record_no bigint not null,
    person_id bigint not null,
    change smallint not null
);
comment on table metric_waiting_member is
    'Records with orders that came to a person (1) or left (-1) since they were folded.';

create table metric_day (
    source text not null,
    type text not null,
    day date not null,
    status text not null,
    currency text not null,
    touchpoints bigint not null,
    linked bigint not null,
    amount numeric(16, 2) not null,
    primary key (type, day, source, status, currency)
);
comment on table metric_day is 'Touchpoints by local day.';
comment on column metric_day.linked is 'Of those, how many hang on a record that was delivered.';

create table metric_line_day (
    source text not null,
    type text not null,
    day date not null,
    category text not null,
    currency text not null,
    orders bigint not null,
    quantity numeric(16, 3) not null,
    amount numeric(16, 2) not null,
    discount numeric(16, 2) not null,
    primary key (type, day, source, category, currency)
);
comment on table metric_line_day is 'Order lines by local day and product category.';

create table metric_measure_day (
    measure text not null,
    source text not null,
    type text not null,
    day date not null,
    key text not null,
    told boolean not null,
    level numeric not null,
    touchpoints bigint not null,
    total numeric not null,
    primary key (measure, day, source, key, told, level)
);
comment on table metric_measure_day is 'Declared measures of touchpoints by local day.';
comment on column metric_measure_day.told is
    'Whether the touchpoint tells the number: a survey that nobody answered does not.';
comment on column metric_measure_day.level is 'The number, where each is counted apart; else 0.';

create table metric_buyer_month (
    person_id bigint not null,
    month date not null,
    source text not null,
    orders bigint not null,
    amount numeric(16, 2) not null,
    primary key (person_id, month, source)
);
comment on table metric_buyer_month is 'What each person ordered by month, less what came back.';

create table metric_cohort (
    source text not null,
    first_month date not null,
    month date not null,
    customers bigint not null,
    orders bigint not null,
    amount numeric(18, 2) not null,
    primary key (first_month, month, source)
);
comment on table metric_cohort is
    'Customers by the month of their first order and the month in which they ordered.';
comment on column metric_cohort.source is 'Empty: through all sources, each customer once.';

create table metric_flow (
    flow text not null check (flow in ('new', 'lost', 'won_back', 'once')),
    month date not null,
    customers bigint not null,
    primary key (flow, month)
);
comment on table metric_flow is
    'Customers who came, were lost and were won back in a month; once: of those who came, with one '
    'order ever. Lost lies ahead for who may still order in time.';

create view metric_order as
select t.touchpoint_no, t.source, t.type, t.touchpoint_key, t.record_no, t.occurred_at,
       coalesce(t.currency, s.currency) as currency,
       (t.occurred_at at time zone s.time_zone)::date as day,
       case when k.kind = 'order' then coalesce(t.amount, 0) else -abs(coalesce(t.amount, 0)) end
           as amount,
       (k.kind = 'order')::integer as orders
from touchpoint t
join metric_type k on k.type = t.type and k.kind in ('order', 'return')
cross join metric_setting s;
comment on view metric_order is 'Orders, and returns with a negative amount, by local day.';

create view metric_buyer_month_now as
select m.person_id, date_trunc('month', o.day)::date as month, o.source,
       sum(o.orders)::bigint as orders, sum(o.amount) as amount
from membership m
join metric_order o on o.record_no = m.record_no
cross join metric_setting s
where o.currency = s.currency
group by m.person_id, date_trunc('month', o.day)::date, o.source;
comment on view metric_buyer_month_now is 'metric_buyer_month as it should be, counted anew.';

create view metric_customer as
select b.person_id, b.month, b.source, b.orders, b.amount,
       min(b.month) filter (where b.orders > 0) over (partition by b.person_id) as first_month,
       sum(b.orders) over (partition by b.person_id) as orders_ever
from metric_buyer_month b;
comment on view metric_customer is
    'Months of buyers with the month of their first order; empty for who only sent something back.';

create view metric_cohort_part as
select person_id, source, first_month, month, (orders > 0)::integer as customers, orders, amount
from metric_customer
where first_month is not null
union all
select person_id, '', first_month, month, (sum(orders) > 0)::integer, sum(orders)::bigint,
       sum(amount)
from metric_customer
where first_month is not null
group by person_id, first_month, month;
comment on view metric_cohort_part is 'What each person adds to metric_cohort.';

create view metric_flow_part as
select g.person_id, f.flow, f.month
from (
    select o.*, (o.month + make_interval(months => s.lost_after_months + 1))::date as lost_in
    from (
        select person_id, month, first_month, orders_ever,
               lead(month) over (partition by person_id order by month) as next_month
        from metric_customer
        where orders > 0
        group by person_id, month, first_month, orders_ever
    ) o
    cross join metric_setting s
) g
cross join lateral (values
    ('new', g.month, g.month = g.first_month),
    ('once', g.month, g.month = g.first_month and g.orders_ever = 1),
    ('lost', g.lost_in, g.next_month is null or g.next_month >= g.lost_in),
    ('won_back', g.next_month, g.next_month >= g.lost_in)
) f (flow, month, happened)
where f.happened;
comment on view metric_flow_part is 'What each person adds to metric_flow.';

create function metric_touchpoint_changed() returns trigger language plpgsql as $$
begin
    if tg_op <> 'DELETE' then
        insert into metric_waiting_day
        select distinct c.source, c.type, (c.occurred_at at time zone s.time_zone)::date
        from changed_to c cross join metric_setting s;
        insert into metric_waiting_record
        select distinct record_no from changed_to where record_no is not null;
    end if;
    if tg_op <> 'INSERT' then
        insert into metric_waiting_day
        select distinct c.source, c.type, (c.occurred_at at time zone s.time_zone)::date
        from changed_from c cross join metric_setting s;
        insert into metric_waiting_record
        select distinct record_no from changed_from where record_no is not null;
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

create function metric_line_changed() returns trigger language plpgsql as $$
begin
    if tg_op <> 'DELETE' then
        insert into metric_waiting_order select distinct source, order_key from changed_to;
    end if;
    if tg_op <> 'INSERT' then
        insert into metric_waiting_order select distinct source, order_key from changed_from;
    end if;
    return null;
end
$$;
create trigger metric_line_added after insert on order_line
    referencing new table as changed_to
    for each statement execute function metric_line_changed();
create trigger metric_line_changed after update on order_line
    referencing old table as changed_from new table as changed_to
    for each statement execute function metric_line_changed();
create trigger metric_line_removed after delete on order_line
    referencing old table as changed_from
    for each statement execute function metric_line_changed();

create function metric_member_changed() returns trigger language plpgsql as $$
begin
    if tg_op <> 'DELETE' then
        insert into metric_waiting_member
        select record_no, person_id, 1 from changed_to c
        where exists (select from record_total t where t.record_no = c.record_no);
    end if;
    if tg_op <> 'INSERT' then
        insert into metric_waiting_member
        select record_no, person_id, -1 from changed_from c
        where exists (select from metric_buyer_month b where b.person_id = c.person_id);
    end if;
    return null;
end
$$;
create trigger metric_member_added after insert on membership
    referencing new table as changed_to
    for each statement execute function metric_member_changed();
create trigger metric_member_changed after update on membership
    referencing old table as changed_from new table as changed_to
    for each statement execute function metric_member_changed();
create trigger metric_member_removed after delete on membership
    referencing old table as changed_from
    for each statement execute function metric_member_changed();

create function metric_product_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        insert into metric_waiting_order
        select distinct l.source, l.order_key
        from changed_to c join order_line l using (source, product_id)
        where c.category is not null;
    else
        insert into metric_waiting_order
        select distinct l.source, l.order_key
        from changed_to c
        join changed_from f using (source, product_id)
        join order_line l using (source, product_id)
        where c.category is distinct from f.category;
    end if;
    return null;
end
$$;
create trigger metric_product_added after insert on product
    referencing new table as changed_to
    for each statement execute function metric_product_changed();
create trigger metric_product_changed after update on product
    referencing old table as changed_from new table as changed_to
    for each statement execute function metric_product_changed();
