-- An order of less than nothing is a return, in every figure; and sums are wide enough for whatever
-- amounts a source delivers by mistake.
alter table metric_day
    alter column amount type numeric(20, 2),
    add column refunds bigint not null default 0,
    add column refunded numeric(20, 2) not null default 0;
comment on column metric_day.refunds is 'Of those, how many have an amount of less than nothing.';
comment on column metric_day.refunded is 'What these come to, above nothing.';

alter table record_total alter column amount type numeric(20, 2);
alter table metric_line_day
    alter column quantity type numeric(20, 3),
    alter column amount type numeric(20, 2),
    alter column discount type numeric(20, 2);
alter table person_value
    alter column value type numeric(18, 2),
    alter column low type numeric(18, 2),
    alter column high type numeric(18, 2),
    alter column before type numeric(18, 2),
    alter column arrived type numeric(18, 2),
    alter column bought type numeric(18, 2),
    alter column away type numeric(18, 2),
    alter column per_purchase type numeric(18, 2),
    alter column recent type numeric(18, 2);

drop view metric_customer;
alter table metric_buyer_month
    alter column amount type numeric(20, 2),
    alter column ordered type numeric(20, 2);
create view metric_customer as
select m.person_id, m.month, m.source, m.orders, m.amount, b.first_month, b.orders as orders_ever
from metric_buyer_month m join metric_buyer b using (person_id);
comment on view metric_customer is
    'Months of buyers with the month of their first order; empty for who only sent something back.';

create or replace view metric_order as
select t.touchpoint_no, t.source, t.type, t.touchpoint_key, t.record_no, t.occurred_at,
       coalesce(t.currency, s.currency) as currency,
       (t.occurred_at at time zone s.time_zone)::date as day,
       case when k.kind = 'order' then coalesce(t.amount, 0) else -abs(coalesce(t.amount, 0)) end
           as amount,
       (k.kind = 'order' and coalesce(t.amount, 0) >= 0)::integer as orders
from touchpoint t
join metric_type k on k.type = t.type and k.kind in ('order', 'return')
cross join metric_setting s;
comment on view metric_order is
    'Orders, and returns with a negative amount, by local day. An order of less than nothing is a '
    'return.';

create or replace view metric_shipment_now as
select d.source, d.order_key, (d.shipped_at at time zone s.time_zone)::date as day,
       floor(extract(epoch from d.shipped_at - d.occurred_at) / 60)::bigint as minutes
from (
    select d.source, d.order_key, max(d.shipped_at) as shipped_at, min(t.occurred_at) as occurred_at
    from metric_delivery d
    join metric_type k on k.kind = 'order'
    join touchpoint t
        on t.source = d.source and t.type = k.type and t.touchpoint_key = d.order_key
            and coalesce(t.amount, 0) >= 0
    group by d.source, d.order_key
) d
cross join metric_setting s
where d.shipped_at >= d.occurred_at;

-- A setting that nobody has: the first fold counts everything anew.
update metric_setting set lost_after_months = 0;
