-- name: create_stage
create temp table if not exists staged_touchpoint (
    position bigint not null,
    touchpoint_key text not null,
    source_record_id text,
    occurred_at timestamptz not null,
    amount numeric(14, 2),
    currency text,
    status text,
    due_at timestamptz,
    detail jsonb not null,
    digest bytea not null
) on commit delete rows

-- name: copy_stage
copy staged_touchpoint (
    position, touchpoint_key, source_record_id, occurred_at, amount, currency, status, due_at,
    detail, digest
) from stdin

-- name: land_stage
-- New touchpoints and changed ones, hung on their source record where it is known. Returns every
-- record whose totals change: the one it hangs on now, and the one that it hung on before.
with latest as (
    select distinct on (touchpoint_key) *
    from staged_touchpoint
    order by touchpoint_key, position desc
), before as (
    select t.touchpoint_key, t.record_no
    from touchpoint t join latest l using (touchpoint_key)
    where t.source = %(source)s and t.type = %(type)s and t.digest <> l.digest
), landed as (
    insert into touchpoint
        (source, type, touchpoint_key, load_no, source_record_id, record_no, occurred_at, amount,
         currency, status, due_at, detail, digest, recorded_at)
    select %(source)s, %(type)s, l.touchpoint_key, %(load_no)s, l.source_record_id, r.record_no,
           l.occurred_at, l.amount, l.currency, l.status, l.due_at, l.detail, l.digest, %(now)s
    from latest l
    left join source_record r
      on r.source = %(source)s and r.source_record_id = l.source_record_id
    order by l.position
    on conflict (source, type, touchpoint_key) do update
    set version = touchpoint.version + 1, load_no = excluded.load_no,
        source_record_id = excluded.source_record_id, record_no = excluded.record_no,
        occurred_at = excluded.occurred_at, amount = excluded.amount,
        currency = excluded.currency, status = excluded.status, due_at = excluded.due_at,
        detail = excluded.detail, digest = excluded.digest, recorded_at = excluded.recorded_at
    where touchpoint.digest <> excluded.digest
    returning touchpoint_no, record_no, version
)
select touchpoint_no, record_no, version = 1 as is_new from landed
union all
select null, record_no, null from before where record_no is not null

-- name: create_line_stage
create temp table if not exists staged_line (
    position bigint not null,
    order_key text not null,
    line_no integer not null,
    product_id text not null,
    quantity numeric(14, 3) not null,
    amount numeric(14, 2) not null,
    discount numeric(14, 2)
) on commit delete rows

-- name: copy_line_stage
copy staged_line (position, order_key, line_no, product_id, quantity, amount, discount) from stdin

-- name: land_line_stage
with latest as (
    select distinct on (order_key, line_no) *
    from staged_line
    order by order_key, line_no, position desc
), landed as (
    insert into order_line (source, order_key, line_no, product_id, quantity, amount, discount)
    select %(source)s, order_key, line_no, product_id, quantity, amount, discount from latest
    on conflict (source, order_key, line_no) do update
    set product_id = excluded.product_id, quantity = excluded.quantity,
        amount = excluded.amount, discount = excluded.discount
    where (order_line.product_id, order_line.quantity, order_line.amount, order_line.discount)
        is distinct from
        (excluded.product_id, excluded.quantity, excluded.amount, excluded.discount)
    returning xmax = 0 as is_new
)
select count(*) filter (where is_new) as new, count(*) filter (where not is_new) as changed
from landed

-- name: create_product_stage
create temp table if not exists staged_product (
    position bigint not null,
    product_id text not null,
    name text not null,
    category text,
    detail jsonb not null
) on commit delete rows

-- name: copy_product_stage
copy staged_product (position, product_id, name, category, detail) from stdin

-- name: land_product_stage
with latest as (
    select distinct on (product_id) * from staged_product order by product_id, position desc
), landed as (
    insert into product (source, product_id, name, category, detail)
    select %(source)s, product_id, name, category, detail from latest
    on conflict (source, product_id) do update
    set name = excluded.name, category = excluded.category, detail = excluded.detail
    where (product.name, product.category, product.detail)
        is distinct from (excluded.name, excluded.category, excluded.detail)
    returning xmax = 0 as is_new
)
select count(*) filter (where is_new) as new, count(*) filter (where not is_new) as changed
from landed
