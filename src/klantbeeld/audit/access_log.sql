-- name: append_line
-- Writes a line behind the head and returns its number: `access_log_append` in store/schema.sql.
select access_log_append(%(line)s) as entry_no

-- name: append_and_commit
-- Several statements that travel as one message. The commit does not wait for the disk, so that
-- the head is free for the next line at once; what follows does. It is a transaction of its own, its
-- record stands behind the lines, and the disk takes records in their order: once it is durable, so
-- are they. It waits as every commit here does, for a standby server too where the database is set so.
set local synchronous_commit = off;
select access_log_append(line) from json_array_elements_text(%(lines)s) as line;
commit;
select pg_logical_emit_message(true, 'klantbeeld', 'access log')

-- name: wait_for_disk
-- Once this is committed, every line that anybody committed before is durable too.
select pg_logical_emit_message(true, 'klantbeeld', 'access log')

-- name: head_and_end
-- The head, the highest number in the log and the last checkpoint, as of one moment.
select
    (select entry_no from access_log_head) as entry_no,
    (select hash from access_log_head) as hash,
    (select max(entry_no) from access_log) as last_no,
    (select entry_no from access_log_checkpoint order by checkpoint_no desc limit 1) as from_no,
    (select hash from access_log_checkpoint order by checkpoint_no desc limit 1) as from_hash

-- name: all_lines
-- Every line after a number and up to another, in order.
select *
from access_log
where entry_no > %(from_no)s and entry_no <= %(last_no)s
order by entry_no

-- name: line_with_hash
-- Whether some line has this hash: then a line that follows it stands in the wrong place.
select exists (select from access_log where hash = %(hash)s) as found
