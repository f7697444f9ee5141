-- name: orders_of_people
-- Who bought anything of these types, and how many orders each has.
select m.person_id, sum(r.touchpoints)::bigint as orders
from record_total r
join membership m using (record_no)
where r.type = any(%(types)s::text[])
group by 1
order by 1

-- name: range
-- Products as they may be offered: the same number and name in two sources is one product; what is
-- excluded, or has nothing at the level of offers, is not there.
create temp table offer_range on commit drop as
select source, product_id, name, item, kind, size,
       dense_rank() over (order by product_id, name) - 1 as product_no,
       dense_rank() over (order by item) - 1 as item_no
from (
    select p.source, p.product_id, p.name,
           case %(level)s::text
               when 'product' then p.product_id || ' ' || p.name
               when 'category' then p.category
               else p.detail ->> %(level)s
           end as item,
           case %(within)s::text
               when 'category' then p.category else p.detail ->> %(within)s
           end as kind,
           p.detail ->> %(size)s::text as size
    from product p
    where not exists (
        select from unnest(%(fields)s::text[], %(values)s::text[]) as x (field, value)
        where x.value = case x.field when 'category' then p.category else p.detail ->> x.field end
    )
) as each
where coalesce(item, '') <> ''

-- name: index_range
create index on offer_range (product_id, source)

-- name: analyze_range
analyze offer_range

-- name: read_range
select product_no, item_no, item, source, product_id, kind, size from offer_range
order by product_no, source

-- name: people
create temp table offer_person on commit drop as
select unnest(%(people)s::bigint[]) as person_id

-- name: lines
-- What these people bought of the range by local day, what they brought back as less of it.
select m.person_id,
       p.product_no::bigint,
       ((t.occurred_at at time zone %(zone)s)::date - date '1970-01-01')::bigint as day,
       sum(l.quantity)::float8 as quantity,
       coalesce(sum(l.quantity) filter (where k.priced), 0)::float8 as pieces,
       coalesce(sum(l.amount) filter (where k.priced), 0)::float8 as paid
from offer_person o
join membership m using (person_id)
join touchpoint t on t.record_no = m.record_no
join order_line l on l.source = t.source and l.order_key = t.touchpoint_key
join offer_range p on p.source = l.source and p.product_id = l.product_id
cross join lateral (
    select coalesce(t.currency, %(currency)s) = %(currency)s and l.quantity > 0 as priced
) k
where t.type = any(%(types)s::text[])
  and t.occurred_at >= %(since)s and t.occurred_at <= %(now)s
group by 1, 2, 3

-- name: forget_items
delete from offer_item

-- name: forget_upgrades
delete from offer_upgrade

-- name: copy_items
copy offer_item
    (model_no, item_no, item, offered, share, trend, again, source, product_id, price, weights)
from stdin

-- name: copy_upgrades
copy offer_upgrade
    (model_no, source, product_id, to_source, to_product_id, share, people, larger, price)
from stdin

-- name: retire_models
update value_model set state = 'retired' where kind = 'offers' and state = 'live'

-- name: add_model
insert into value_model (kind, version, made_at, state, content, told)
select 'offers', coalesce(max(version), 0) + 1, %(now)s, %(state)s, %(content)s, %(told)s
from value_model
where kind = 'offers'
returning model_no, version

-- name: versions
-- Every version, the newest first.
select model_no, version, made_at, state, told from value_model where kind = 'offers'
order by version desc

-- name: newest
-- When it was learnt the last time, be it in vain, and whether there is a model in use.
select max(made_at) as made_at, bool_or(state = 'live') as used
from value_model
where kind = 'offers'

-- name: answers
-- Answers of the last twelve months.
select kind, outcome, sum(offers)::bigint as offers
from metric_offer_month
where month > %(since)s
group by kind, outcome

-- name: analyze_items
analyze offer_item

-- name: analyze_upgrades
analyze offer_upgrade

-- name: forget_answers
-- Answers that keep no offer away any more, and serve nothing else: the figure is counted.
delete from offer_outcome where at < %(before)s
