-- name: careful
-- The query may come from the project: it reads, and not for long.
set transaction read only

-- name: in_time
set local statement_timeout = '10s'
