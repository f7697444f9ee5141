-- name: careful
-- The query may come from the project: it reads, and not for long.
set transaction read only

-- name: in_time
set local statement_timeout = '10s'

-- name: categories_with
-- Product categories with something in them of which a field says one of these texts.
select distinct lower(coalesce(category, '')) as category
from product
where lower(detail ->> %(field)s) = any(%(values)s::text[])
