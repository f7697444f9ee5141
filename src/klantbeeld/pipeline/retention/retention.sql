-- name: begin
insert into retention_run (started_at, made_by, limits)
values (%(now)s, %(actor)s, %(limits)s)
returning run_no

-- name: finish
update retention_run
set finished_at = %(now)s, removed = %(removed)s, kept = %(kept)s
where run_no = %(run_no)s

-- name: runs
select run_no, started_at, finished_at, made_by, limits, removed, kept
from retention_run
order by run_no desc
limit %(limit)s

-- name: held_back
-- People of whom nothing is cleared now, and why: an open request is about them, or they asked that
-- everything is kept.
select distinct m.person_id, w.why
from (
    select record_no, 'open_request' as why from unnest(%(asked)s::bigint[]) as a (record_no)
    union all
    select record_no, 'restriction' from record_mark
    where kind = 'restriction' and ended_at is null
) w
join membership m using (record_no)

-- name: touchpoints_past
-- Touchpoints of one type past the limit, the next so many.
select t.touchpoint_no, t.record_no, t.source, t.touchpoint_key, m.person_id
from touchpoint t
left join membership m using (record_no)
where t.type = %(type)s and t.occurred_at < %(limit)s and t.touchpoint_no > %(after)s
order by t.touchpoint_no
limit %(batch)s

-- name: count_touchpoints
-- How many of one type lie between two moments.
select count(*) as touchpoints
from touchpoint
where type = %(type)s and occurred_at >= %(since)s and occurred_at < %(limit)s

-- name: forget_lines
delete from order_line l
using unnest(%(sources)s::text[], %(keys)s::text[]) as o (source, order_key)
where l.source = o.source and l.order_key = o.order_key

-- name: forget_touchpoints
delete from touchpoint where touchpoint_no = any(%(touchpoints)s::bigint[])

-- name: people_past
-- People whose last contact or change lies before the latest limit, the next so many; with when that
-- was. A contact that is itself past its limit counts no more.
with over as (
    select type, "limit" from unnest(%(types)s::text[], %(limits)s::timestamptz[])
        as o (type, "limit")
), contact as (
    select m.person_id, max(greatest(coalesce(r.updated_at, r.recorded_at), t.last_at)) as at
    from membership m
    join source_record r using (record_no)
    left join (
        select n.record_no, max(n.last_at) as last_at
        from record_total n left join over o using (type)
        where o.type is null or n.last_at >= o."limit"
        group by n.record_no
    ) t using (record_no)
    where m.person_id > %(after)s
    group by m.person_id
)
select person_id, at
from contact
where at < %(limit)s
order by person_id
limit %(batch)s

-- name: records_of
-- What the records of these people hold still, with the names of their values, and whether they
-- have touchpoints that are not past their limit.
select r.record_no, m.person_id,
       array(select jsonb_object_keys(r.delivered || r.standard)) as names,
       exists (
           select from touchpoint t
           left join unnest(%(types)s::text[], %(limits)s::timestamptz[]) as o (type, "limit")
               using (type)
           where t.record_no = r.record_no and (o.type is null or t.occurred_at >= o."limit")
       ) as has_touchpoints
from membership m
join source_record r using (record_no)
where m.person_id = any(%(people)s::bigint[])
order by r.record_no

-- name: clear_records
-- Takes these attributes out of these records. No former version is kept: that is what it is for.
-- The digest stays, so that the same row, delivered again, changes nothing.
update source_record r
set version = r.version + 1, delivered = r.delivered - c.names, standard = r.standard - c.names,
    faults = r.faults - c.names
from (
    select record_no, array_agg(attribute) as names
    from unnest(%(records)s::bigint[], %(attributes)s::text[]) as u (record_no, attribute)
    group by record_no
) c
where r.record_no = c.record_no
returning r.record_no, r.standard

-- name: clear_versions
-- And out of their former versions.
update source_record_version v
set delivered = v.delivered - c.names
from (
    select record_no, array_agg(attribute) as names
    from unnest(%(records)s::bigint[], %(attributes)s::text[]) as u (record_no, attribute)
    group by record_no
) c
where v.record_no = c.record_no

-- name: clear_corrections
delete from correction c
using unnest(%(records)s::bigint[], %(attributes)s::text[]) as u (record_no, attribute)
where c.record_no = u.record_no and c.attribute = u.attribute

-- name: versions_past
-- Former values that were replaced before their limit, the next so many.
select v.record_no, v.version, v.superseded_at, m.person_id,
       array(select jsonb_object_keys(v.delivered)) as names
from source_record_version v
left join membership m using (record_no)
where v.superseded_at < %(limit)s and (v.record_no, v.version) > (%(after_record)s, %(after_version)s)
order by v.record_no, v.version
limit %(batch)s

-- name: clear_former
update source_record_version v
set delivered = v.delivered - c.names
from (
    select record_no, version, array_agg(attribute) as names
    from unnest(%(records)s::bigint[], %(versions)s::int[], %(attributes)s::text[])
        as u (record_no, version, attribute)
    group by record_no, version
) c
where v.record_no = c.record_no and v.version = c.version

-- name: drop_empty_versions
delete from source_record_version
where record_no = any(%(records)s::bigint[]) and delivered = '{}'

-- name: digests_of
-- By what it is seen whether the same row comes again.
select record_no, source, source_record_id, encode(digest, 'hex') as digest
from source_record
where record_no = any(%(records)s::bigint[])

-- name: remember
insert into erased_record (digest, kind, source, at, content)
select d.digest, 'record', d.source, %(now)s, d.content
from unnest(%(digests)s::bigint[], %(sources)s::text[], %(contents)s::bigint[])
    as d (digest, source, content)
on conflict do nothing

-- name: letters_past
-- Rows that could not be read, of one delivery, that are past what its data may be kept.
select count(*) as letters
from dead_letter
where source = %(source)s and delivery = %(delivery)s and created_at < %(limit)s

-- name: clear_letters
delete from dead_letter
where source = %(source)s and delivery = %(delivery)s and created_at < %(limit)s

-- name: count_retained
select count(*) as touchpoints from retained_touchpoint where keep_until <= %(now)s

-- name: clear_retained
delete from retained_touchpoint where keep_until <= %(now)s

-- name: requests_past
-- Requests that were closed so long ago that nobody has to account for them any more.
select count(*) as requests
from rights_request q
where (
    select max(at) from rights_event e
    where e.request_no = q.request_no and e.kind in ('refused', 'withdrawn', 'answered')
) < %(limit)s

-- name: clear_requests
-- With everything that hangs on them; what an erasure keeps out stays out.
with over as materialized (
    select q.request_no
    from rights_request q
    where (
        select max(at) from rights_event e
        where e.request_no = q.request_no and e.kind in ('refused', 'withdrawn', 'answered')
    ) < %(limit)s
), corrections as (
    update correction set request_no = null where request_no in (select request_no from over)
), erased as (
    update erased_record set request_no = null where request_no in (select request_no from over)
), retained as (
    update retained_touchpoint set request_no = null
    where request_no in (select request_no from over)
)
delete from rights_request where request_no in (select request_no from over)

-- name: notices_past
-- What recipients were told so long ago.
select count(*) as notices from recipient_notice where told_at < %(limit)s

-- name: clear_notices
delete from recipient_notice where told_at < %(limit)s
