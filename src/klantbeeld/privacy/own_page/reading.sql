-- name: order_lines
-- The lines of several orders.
select l.source, l.order_key, l.line_no, l.product_id, p.name as product_name, l.quantity, l.amount
from unnest(%(sources)s::text[], %(keys)s::text[]) as wanted (source, order_key)
join order_line l using (source, order_key)
left join product p on p.source = l.source and p.product_id = l.product_id
order by l.source, l.order_key, l.line_no

-- name: looks
-- What colleagues and programs read of this person, in lists too, by day; not the customer's own
-- visits.
select
    (at at time zone %(zone)s)::date as day, role, purpose, action,
    count(*) as times, max(at) as last_at
from access_log
where (
    person_id = any(%(records)s)
    or (
        access_log_lists(detail) is not null
        and access_log_lists(detail) @> any(array(
            select jsonb_build_array(n) from unnest(%(records)s::bigint[]) as n (n)
        ))
    )
) and allowed and role <> %(himself)s
group by 1, 2, 3, 4
order by last_at desc
limit %(limit)s

-- name: has_housemates
-- Whether other customers belong to the same household.
select exists (select from household_member where person_id = %(person_id)s) as shares
