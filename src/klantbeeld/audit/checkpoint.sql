-- name: last_past_its_term
-- The last line of the run of lines, from the oldest on, that are all older than a moment: with its
-- hash, and how many lines that are. A clock that once jumped ahead keeps a line longer, never shorter.
with first_kept as (
    select coalesce(
        (select entry_no from access_log where at >= %(before)s order by entry_no limit 1),
        (select entry_no + 1 from access_log_head)
    ) as entry_no
)
select l.entry_no, l.hash, count(*) over () as lines
from access_log l, first_kept
where l.entry_no < first_kept.entry_no
order by l.entry_no desc
limit 1

-- name: store_checkpoint
-- From here on the lines up to this number may go.
insert into access_log_checkpoint (entry_no, hash, lines, made_at)
values (%(entry_no)s, %(hash)s, %(lines)s, %(now)s)

-- name: remove_lines
-- Takes away some of the lines that a checkpoint took the place of; a trigger refuses any other.
with gone as (
    select entry_no
    from access_log
    where entry_no <= (select max(entry_no) from access_log_checkpoint)
    order by entry_no
    limit %(limit)s
)
delete from access_log l using gone where l.entry_no = gone.entry_no
