-- name: columns_that_exist
-- Every column of every table, view and foreign table, other than the server's and extensions' own.
-- A table of another schema than the connection's stands under its full name.
select
    case when n.nspname = current_schema() then c.relname else n.nspname || '.' || c.relname end
        as table_name,
    a.attname as column_name
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relkind in ('r', 'p', 'v', 'm', 'f')
  and n.nspname not in ('pg_catalog', 'information_schema')
  and n.nspname !~ '^pg_(toast|temp_)'
  and not exists (
      select from pg_depend d
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
  )
order by 1, a.attnum
