-- name: careful
-- The query may come from the project: it reads, and not for long.
set transaction isolation level repeatable read, read only

-- name: in_time
set local statement_timeout = '10s'

-- name: categories_with
-- Product categories with something in them of which one of these fields says one of its texts.
select distinct lower(coalesce(p.category, '')) as category
from product p
where exists (
    select from unnest(%(fields)s::text[], %(texts)s::text[]) as e (field, text)
    where lower(p.detail ->> e.field) = e.text
)
