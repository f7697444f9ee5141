-- name: head
-- The number and the hash of the newest line.
select entry_no, hash from access_log_head

-- name: lines_or_checkpoints
-- The hashes that the log holds under these numbers.
select entry_no, hash from access_log where entry_no = any(%(numbers)s)
union all
select entry_no, hash from access_log_checkpoint where entry_no = any(%(numbers)s)

-- name: first_number
-- The lowest number that the log still has to account for: the last checkpoint's.
select coalesce(max(entry_no), 1) as first_no from access_log_checkpoint
