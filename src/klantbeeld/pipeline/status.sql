-- name: totals
-- What is counted quickly, for there is little of it.
select
    (select count(*) from waiting_record) as waiting,
    (select count(*) from dead_letter where replayed_at is null) as dead_letters,
    (select count(*) from load where state = 'failed') as failed_loads

-- name: gone_by_source
-- What the source no longer has; an index holds these alone.
select source, count(*) as gone from source_record where gone_at is not null group by source

-- name: landed_by_source
-- When something last came in.
select source, max(coalesce(finished_at, started_at)) as last_at
from load
where rows_read > rows_refused
group by source

-- name: waiting_by_source
select r.source, count(*) as waiting
from waiting_record w join source_record r using (record_no)
group by r.source

-- name: dead_letters_by_source
select source, count(*) as dead_letters from dead_letter where replayed_at is null group by source

-- name: last_loads
select distinct on (source) *
from load
order by source, load_no desc

-- name: arrivals
-- New and changed rows per day.
select source, (started_at at time zone %(time_zone)s)::date as day,
       sum(rows_new + rows_changed) as rows
from load
where started_at > %(since)s
group by source, day
order by source, day

-- name: loads
select *
from load
where %(source)s::text is null or source = %(source)s
order by load_no desc
limit %(limit)s

-- name: dead_letters
select dead_letter_no, load_no, source, delivery, file_name, position, reason, mend, created_at,
       replayed_at
from dead_letter
where (%(source)s::text is null or source = %(source)s) and replayed_at is null
order by dead_letter_no desc
limit %(limit)s

-- name: quality
select source, attribute, dimension, numerator, denominator
from quality_standing
order by source, attribute, dimension
