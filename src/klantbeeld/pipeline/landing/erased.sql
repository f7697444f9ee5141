-- name: add_orders
-- Orders whose lines are held back from now on.
insert into erased_record (digest, kind, source, at)
select digest, 'order', %(source)s, %(now)s from unnest(%(digests)s::bigint[]) as d (digest)
on conflict do nothing

-- name: retain
-- What a legal duty keeps, as it came last.
insert into retained_touchpoint
    (source, type, touchpoint_key, source_record_id, occurred_at, amount, currency, status, detail,
     purpose, keep_until)
select %(source)s, %(type)s, t.touchpoint_key, t.source_record_id, t.occurred_at, t.amount,
       t.currency, t.status, t.detail, %(purpose)s, u.keep_until
from unnest(
    %(keys)s::text[], %(records)s::text[], %(moments)s::timestamptz[], %(amounts)s::numeric[],
    %(currencies)s::text[], %(statuses)s::text[], %(details)s::jsonb[]
) with ordinality as t (
    touchpoint_key, source_record_id, occurred_at, amount, currency, status, detail, place
)
join unnest(%(until)s::timestamptz[]) with ordinality as u (keep_until, place) using (place)
on conflict (source, type, touchpoint_key) do update
set occurred_at = excluded.occurred_at, amount = excluded.amount, currency = excluded.currency,
    status = excluded.status, detail = excluded.detail, keep_until = excluded.keep_until

-- name: retain_lines
-- Lines of orders that a legal duty keeps; those of other erased orders go nowhere. A line that
-- comes again takes the place of the one with its number.
with coming as (
    select order_key, jsonb_agg(line order by line ->> 'line_no') as lines,
           array_agg(line ->> 'line_no') as numbers
    from unnest(%(orders)s::text[], %(lines)s::jsonb[]) as l (order_key, line)
    group by order_key
)
update retained_touchpoint t
set lines = (
    select coalesce(jsonb_agg(kept.line), '[]')
    from jsonb_array_elements(t.lines) as kept (line)
    where kept.line ->> 'line_no' <> all(c.numbers)
) || c.lines
from coming c
where t.source = %(source)s and t.type = any(%(order_types)s) and t.touchpoint_key = c.order_key
