-- name: append_line
-- Locks the head, writes the line behind it and moves the head, in one round trip: the lock is held
-- from here to the caller's commit and no longer. Without a head the line would have no number, which
-- the table refuses.
with head as materialized (
    select entry_no, hash from access_log_head for update
),
line as (
    insert into access_log (
        entry_no, at, actor, role, via, purpose, action, allowed, person_id, detail,
        previous_hash, hash
    )
    select
        head.entry_no + 1, %(at)s, %(actor)s, %(role)s, %(via)s, %(purpose)s, %(action)s,
        %(allowed)s, %(person_id)s, %(detail)s, head.hash, sha256(head.hash || %(body)s::bytea)
    from (values (true)) as always left join head on true
    returning entry_no, hash
)
update access_log_head
set entry_no = line.entry_no, hash = line.hash
from line
returning access_log_head.entry_no

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
