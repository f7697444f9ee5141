-- name: purchases
-- What these people bought, or everybody, by local day; money in one currency, days in any.
select m.person_id,
       ((t.occurred_at at time zone %(zone)s)::date - date '1970-01-01')::bigint as day,
       count(*) filter (where k.orders and coalesce(t.amount, 0) >= 0) as orders,
       count(*) filter (where k.orders and coalesce(t.amount, 0) >= 0 and k.own) as own_orders,
       coalesce(
           sum(t.amount) filter (where k.orders and t.amount >= 0 and k.own), 0
       )::float8 as paid,
       coalesce(
           sum(abs(t.amount)) filter (where (not k.orders or t.amount < 0) and k.own), 0
       )::float8 as refunded,
       count(*) filter (where not k.own) as other_currency
from touchpoint t
join membership m on m.record_no = t.record_no
cross join lateral (
    select t.type = any(%(order_types)s::text[]) as orders,
           coalesce(t.currency, %(currency)s) = %(currency)s as own
) k
where t.type = any(%(types)s::text[])
  and (%(people)s::bigint[] is null or m.person_id = any(%(people)s::bigint[]))
group by 1, 2
