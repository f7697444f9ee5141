-- name: lock_linking
-- As the linker takes it: nobody writes keys meanwhile.
select pg_advisory_xact_lock(hashtextextended('link', 0))

-- name: lock_sources
-- As the landing takes it, and in the order in which whoever folds takes several: nothing of these
-- records lands meanwhile.
select pg_advisory_xact_lock(hashtextextended('land ' || source, 0))
from (
    select distinct source from source_record
    where record_no = any(%(records)s::bigint[]) order by source
) as sources

-- name: waiting
-- Whether one of these changed since the linker last looked.
select exists (
    select from waiting_record where record_no = any(%(records)s::bigint[])
) as waiting

-- name: erase_lines
-- Lines of the orders of these records.
delete from order_line l
using touchpoint t
where t.record_no = any(%(records)s::bigint[]) and t.type = any(%(order_types)s::text[])
  and l.source = t.source and l.order_key = t.touchpoint_key

-- name: erase_touchpoints
-- Also those that waited for the record.
delete from touchpoint t
using source_record r
where r.record_no = any(%(records)s::bigint[])
  and (
      t.record_no = r.record_no
      or (t.record_no is null and t.source = r.source and t.source_record_id = r.source_record_id)
  )

-- name: erase_events
-- Merges and splits by which nobody can be found any more.
delete from person_event
where person_id = any(%(records)s::bigint[]) or other_id = any(%(records)s::bigint[])

-- name: erase_people
-- The folded values go at once; who keeps other records is folded anew from those.
delete from person p
using membership m
where m.record_no = any(%(records)s::bigint[]) and p.person_id = m.person_id

-- name: erase_records
-- Former versions, totals, judgements, corrections and all else that hangs on them go along.
delete from source_record where record_no = any(%(records)s::bigint[])

-- name: requeue
insert into waiting_record (record_no, since)
select unnest(%(records)s::bigint[]), %(now)s
on conflict do nothing
