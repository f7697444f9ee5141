-- name: some
-- Touchpoints by their numbers, as they are now.
select touchpoint_no, source, type, record_no, occurred_at, detail
from touchpoint
where touchpoint_no = any(%(touchpoints)s::bigint[])
order by occurred_at, touchpoint_no

-- name: of_records
-- The touchpoints of some sources and types that hang on these records.
select t.touchpoint_no, t.source, t.type, t.record_no, t.occurred_at, t.detail
from touchpoint t
join unnest(%(sources)s::text[], %(types)s::text[]) as w (source, type)
    on t.source = w.source and t.type = w.type
where t.record_no = any(%(records)s::bigint[])
order by t.occurred_at, t.touchpoint_no

-- name: all_after
-- The touchpoints of one source and type, in the order of their numbers, after one of them.
select touchpoint_no, source, type, record_no, occurred_at, detail
from touchpoint
where source = %(source)s and type = %(type)s and touchpoint_no > %(after)s
order by touchpoint_no
limit %(limit)s

-- name: add
-- One mark of a kind and purpose on a record, of the oldest moment asked; none where it holds
-- already, or was ended after that moment.
insert into record_mark (record_no, kind, purpose, ground, since, actor, via)
select distinct on (n.record_no, n.kind, n.purpose)
    n.record_no, n.kind, n.purpose, %(ground)s, n.since, n.actor, 'source'
from unnest(
    %(records)s::bigint[], %(kinds)s::text[], %(purposes)s::text[], %(moments)s::timestamptz[],
    %(actors)s::text[]
) as n (record_no, kind, purpose, since, actor)
where not exists (
    select from record_mark k
    where k.record_no = n.record_no and k.kind = n.kind and k.purpose = n.purpose
      and (k.ended_at is null or k.ended_at >= n.since)
)
order by n.record_no, n.kind, n.purpose, n.since
returning record_no, kind

-- name: of_one_person
-- The records of the person that has this one, as far as it was linked.
select other.record_no
from membership own
join membership other using (person_id)
where own.record_no = %(record)s
order by other.record_no
