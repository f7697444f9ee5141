-- name: numbered
select record_no, source, delivered, standard, faults
from source_record
where record_no = any(%(records)s::bigint[])
order by record_no

-- name: end_former
-- What was corrected before and is corrected again.
update correction
set ended_at = %(now)s, ended_why = 'replaced'
where record_no = any(%(records)s::bigint[]) and attribute = any(%(attributes)s::text[])
  and ended_at is null

-- name: add
insert into correction (record_no, attribute, value, made_at, made_by, request_no)
select c.record_no, c.attribute, c.value, %(now)s, %(actor)s, %(request_no)s
from unnest(%(records)s::bigint[], %(attributes)s::text[], %(values)s::text[])
    as c (record_no, attribute, value)

-- name: correct
-- The record as it reads now is a version of its own; what the source delivered stays as it was.
with corrected as (
    select record_no, jsonb_object_agg(attribute, value) filter (where value is not null) as said,
           array_agg(attribute) filter (where value is null) as unsaid,
           jsonb_object_agg(attribute, 'corrected') as flags
    from unnest(%(records)s::bigint[], %(attributes)s::text[], %(values)s::text[])
        as c (record_no, attribute, value)
    group by record_no
), archived as (
    insert into source_record_version
        (record_no, version, load_no, delivered, updated_at, recorded_at, superseded_at)
    select r.record_no, r.version, r.load_no, r.delivered, r.updated_at, r.recorded_at, %(now)s
    from source_record r join corrected c using (record_no)
), waiting as (
    insert into waiting_record (record_no, since)
    select record_no, %(now)s from corrected
    on conflict (record_no) do update set since = excluded.since
)
update source_record r
set version = r.version + 1, recorded_at = %(now)s,
    standard = r.standard - coalesce(c.unsaid, '{}') || coalesce(c.said, '{}'),
    faults = r.faults || c.flags
from corrected c
where r.record_no = c.record_no
returning r.record_no, r.standard
