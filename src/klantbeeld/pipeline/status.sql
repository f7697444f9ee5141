-- name: totals
-- The whole in one row.
select
    (select count(*) from source_record) as records,
    (select count(*) from person) as people,
    (select count(distinct household_id) from household_member) as households,
    (select count(*) from waiting_record) as waiting,
    (select count(*) from dead_letter where replayed_at is null) as dead_letters,
    (select count(*) from load where state = 'failed') as failed_loads,
    (select max(recorded_at) from source_record) as last_record_at

-- name: people_by_records
select records as number, count(*) as people from person group by records order by records

-- name: people_by_sources
select cardinality(sources) as number, count(*) as people
from person
group by cardinality(sources)
order by 1

-- name: records_by_source
-- People are told apart by grouping twice: counting the different ones would sort every record.
select source, sum(records)::bigint as records, sum(gone)::bigint as gone,
       count(person_id) as people, max(last_at) as last_at
from (
    select r.source, m.person_id, count(*) as records, count(r.gone_at) as gone,
           max(r.recorded_at) as last_at
    from source_record r left join membership m using (record_no)
    group by r.source, m.person_id
) each
group by source

-- name: touchpoints_by_source
select source, count(*) as touchpoints, max(recorded_at) as last_at
from touchpoint
group by source

-- name: figures_by_source
select source, count(*) as figures, max(landed_at) as last_at
from metric_figure
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
