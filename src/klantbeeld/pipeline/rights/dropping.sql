-- name: known_drop
select dropped_at, records, versions from dropped_attribute where name = %(name)s

-- name: mark_dropped
insert into dropped_attribute (name, kind, dropped_at, dropped_by, reason, records, versions)
values (%(name)s, %(kind)s, %(now)s, %(actor)s, %(reason)s, 0, 0)
on conflict (name) do nothing

-- name: count_dropped
update dropped_attribute
set records = records + %(records)s, versions = versions + %(versions)s
where name = %(name)s

-- name: finish_drop
update dropped_attribute set finished_at = %(now)s where name = %(name)s

-- name: attribute_held
-- What goes with an attribute: current records, former versions, people, and rows that wait.
select
    (select count(*) from source_record
     where jsonb_exists(delivered, %(name)s) or jsonb_exists(standard, %(name)s)) as records,
    (select count(*) from source_record_version where jsonb_exists(delivered, %(name)s))
        as versions,
    (select count(*) from person where jsonb_exists(golden, %(name)s)) as people

-- name: touchpoints_held
-- What goes with a touchpoint type.
select count(*) as touchpoints, count(distinct record_no) as records from touchpoint
where type = %(name)s

-- name: next_records
-- The next records that still hold the attribute, locked so that nobody changes them meanwhile.
select record_no, standard
from source_record
where record_no > %(after)s
  and (jsonb_exists(delivered, %(name)s) or jsonb_exists(standard, %(name)s))
order by record_no
limit %(limit)s
for update

-- name: strip_records
update source_record
set delivered = delivered - %(name)s::text, standard = standard - %(name)s::text,
    faults = faults - %(name)s::text
where record_no = any(%(records)s::bigint[])

-- name: strip_versions
update source_record_version set delivered = delivered - %(name)s::text
where jsonb_exists(delivered, %(name)s)

-- name: strip_people
update person set golden = golden - %(name)s::text where jsonb_exists(golden, %(name)s)

-- name: strip_corrections
delete from correction where attribute = %(name)s

-- name: strip_proposals
delete from proposed_value where attribute = %(name)s

-- name: strip_flags
delete from flagged_text where field = %(name)s and record_no is not null

-- name: strip_counts
delete from quality_count where attribute = %(name)s

-- name: strip_letters
-- Rows that could not be read still hold the column as the source calls it.
update dead_letter set delivered = delivered - %(column)s::text
where source = %(source)s and delivery = %(delivery)s and jsonb_exists(delivered, %(column)s)

-- name: drop_letters
-- Rows of a touchpoint type that could not be read.
delete from dead_letter where source = %(source)s and delivery = %(delivery)s

-- name: next_touchpoints
select touchpoint_no, source, touchpoint_key, record_no
from touchpoint
where type = %(name)s
order by touchpoint_no
limit %(limit)s
for update

-- name: drop_lines
delete from order_line l
using touchpoint t
where t.touchpoint_no = any(%(touchpoints)s::bigint[])
  and l.source = t.source and l.order_key = t.touchpoint_key

-- name: drop_touchpoints
delete from touchpoint where touchpoint_no = any(%(touchpoints)s::bigint[])

-- name: drop_totals
delete from record_total where type = %(name)s

-- name: drop_retained
delete from retained_touchpoint where type = %(name)s
