-- name: deliveries
-- By which delivery each of these loads came.
select load_no, delivery from load where load_no = any(%(loads)s::bigint[])
