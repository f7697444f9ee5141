-- name: careful
-- The query may come from the project: it reads, and not for long.
set transaction read only

-- name: in_time
set local statement_timeout = '10s'

-- name: barred_categories
-- Product categories with something that is excluded from offers in them.
select distinct coalesce(p.category, '') as category
from product p
join unnest(%(fields)s::text[], %(values)s::text[]) as x (field, value)
    on lower(case x.field when 'category' then p.category else p.detail ->> x.field end)
        = lower(x.value)
