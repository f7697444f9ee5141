create table metric_category_begun (
    month date not null,
    category text not null,
    customers bigint not null,
    primary key (month, category)
);
comment on table metric_category_begun is
    'Customers who ordered in a product category for the first time, newcomers among them.';

insert into metric_category_begun (month, category, customers)
select first_month, category, count(*) from metric_buyer_category group by first_month, category;

create view metric_category_order as
select m.person_id, o.occurred_at, coalesce(p.category, '') as category, l.amount
from membership m
join metric_order o on o.record_no = m.record_no and o.orders = 1
cross join metric_setting s
join order_line l on l.source = o.source and l.order_key = o.touchpoint_key
left join product p on p.source = l.source and p.product_id = l.product_id
where o.currency = s.currency;
comment on view metric_category_order is
    'What each person ordered in which product category, to find who stands behind a figure.';
