-- name: careful
-- A metric reads, and not for long: its query may come from the project.
set transaction read only

-- name: in_time
set local statement_timeout = '10s'
