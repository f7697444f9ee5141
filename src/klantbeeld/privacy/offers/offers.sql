-- name: own_products
-- What may be offered of what these records bought in their newest orders: by product, on which local
-- days; not what was brought back whole.
select b.source, b.product_id, p.name, k.item, p.category, p.detail ->> %(stock)s::text as stock,
       b.days, b.price
from (
    select l.source, l.product_id,
           array_agg(distinct ((t.occurred_at at time zone %(zone)s)::date - date '1970-01-01'))
               filter (where l.quantity > 0) as days,
           (array_agg(l.amount / l.quantity order by t.occurred_at desc) filter (
               where l.quantity > 0 and l.amount > 0
                 and coalesce(t.currency, %(currency)s) = %(currency)s
           ))[1] as price
    from (
        select source, touchpoint_key, occurred_at, currency
        from touchpoint
        where record_no = any(%(records)s::bigint[]) and type = any(%(types)s::text[])
          and occurred_at >= %(since)s and occurred_at <= %(now)s
        order by occurred_at desc
        limit %(most_orders)s
    ) t
    join order_line l on l.source = t.source and l.order_key = t.touchpoint_key
    group by l.source, l.product_id
    having sum(l.quantity) > 0
) b
join product p using (source, product_id)
cross join lateral (
    select case %(level)s::text
               when 'product' then p.product_id || ' ' || p.name
               when 'category' then p.category
               else p.detail ->> %(level)s
           end as item
) k
where coalesce(k.item, '') <> ''
  and not exists (
      select from unnest(%(fields)s::text[], %(values)s::text[]) as x (field, value)
      where x.value = case x.field when 'category' then p.category else p.detail ->> x.field end
  )

-- name: own_items
-- What the model in use knows of these items.
select item_no, item, share, again, source <> '' as sold, weights
from offer_item
where item = any(%(items)s::text[])

-- name: candidates
-- Items by their numbers, as far as they may be offered as new.
select i.item_no, i.item, i.share, i.source, i.product_id, i.price, p.name,
       p.detail ->> %(stock)s::text as stock
from offer_item i
join product p using (source, product_id)
where i.item_no = any(%(items)s::integer[]) and i.offered

-- name: popular
-- What most customers buy, weighed by how it sells of late.
select i.item_no, i.item, i.share, i.source, i.product_id, i.price, p.name,
       p.detail ->> %(stock)s::text as stock
from offer_item i
join product p using (source, product_id)
where i.offered
order by i.share * i.trend desc, i.item_no
limit %(limit)s

-- name: steps_up
-- Dearer products to which buyers of these went on.
select u.source as from_source, u.product_id as from_product_id, u.to_source as source,
       u.to_product_id as product_id, u.share, u.people, u.larger, u.price, p.name,
       case %(level)s::text
           when 'product' then p.product_id || ' ' || p.name
           when 'category' then p.category
           else p.detail ->> %(level)s
       end as item,
       p.detail ->> %(stock)s::text as stock
from unnest(%(sources)s::text[], %(products)s::text[]) as own (source, product_id)
join offer_upgrade u using (source, product_id)
join product p on p.source = u.to_source and p.product_id = u.to_product_id

-- name: open_matters
-- How many matters of these types and statuses are open.
select t.type, count(*) as matters
from touchpoint t
join unnest(%(open_types)s::text[], %(open_statuses)s::text[]) as o (type, status)
    on o.type = t.type and o.status = t.status
where t.record_no = any(%(records)s::bigint[])
group by t.type
order by t.type

-- name: habits
-- On how many days of a year these records bought, by day of the week and by detail of the order.
with bought as (
    select (t.occurred_at at time zone %(zone)s)::date as day, t.detail
    from touchpoint t
    where t.record_no = any(%(records)s::bigint[]) and t.type = any(%(types)s::text[])
      and t.occurred_at > %(now)s - interval '1 year' and t.occurred_at <= %(now)s
), told as (
    select 'weekday' as field, extract(isodow from day)::text as value, day from bought
    union all
    select f.field, b.detail ->> f.field, b.day
    from bought b cross join unnest(%(fields)s::text[]) as f (field)
    where coalesce(b.detail ->> f.field, '') <> ''
)
select field, value, count(distinct day) as times,
       (select count(distinct day) from bought) as days
from told
group by field, value
order by field, times desc, value

-- name: answers
-- What was answered to offers and not taken back, each once.
select distinct on (o.at, o.act_no)
    o.act_no, o.kind, o.item, o.source, o.product_id, coalesce(p.name, o.item) as name, o.outcome,
    o.at, o.actor
from offer_outcome o
left join product p using (source, product_id)
where o.record_no = any(%(records)s::bigint[]) and o.ended_at is null and o.at > %(since)s
order by o.at desc, o.act_no

-- name: item_of
-- What a product is at the level of offers.
select case %(level)s::text
           when 'product' then p.product_id || ' ' || p.name
           when 'category' then p.category
           else p.detail ->> %(level)s
       end as item
from product p
where p.source = %(source)s and p.product_id = %(product_id)s

-- name: next_act
select nextval('offer_act') as act_no

-- name: add_outcome
-- One answer on each of these records.
insert into offer_outcome
    (act_no, record_no, kind, item, source, product_id, outcome, at, actor, via)
select %(act_no)s, record_no, %(kind)s, %(item)s, %(source)s, %(product_id)s, %(outcome)s, %(now)s,
       %(actor)s, %(via)s
from unnest(%(records)s::bigint[]) as r (record_no)

-- name: end_outcome
-- Takes an answer back, where it stands on one of these records.
update offer_outcome
set ended_at = %(now)s, ended_by = %(actor)s
where act_no = %(act_no)s and ended_at is null
  and exists (
      select from offer_outcome own
      where own.act_no = %(act_no)s and own.record_no = any(%(records)s::bigint[])
  )
returning kind, outcome, at

-- name: count_outcome
-- Keeps the figure right: one more answer of a month, or one less.
insert into metric_offer_month (month, kind, outcome, offers)
values (
    date_trunc('month', %(at)s::timestamptz at time zone %(zone)s)::date, %(kind)s, %(outcome)s,
    %(offers)s
)
on conflict (month, kind, outcome)
do update set offers = metric_offer_month.offers + excluded.offers

-- name: model
-- The model in use.
select model_no, made_at from value_model
where model_no = (select max(model_no) from offer_item)
