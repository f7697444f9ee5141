-- name: lock_linking
-- As the linker takes it: nobody writes keys meanwhile.
select pg_advisory_xact_lock(hashtextextended('link', 0))

-- name: erase_lines
-- Lines of the orders of these records.
delete from order_line l
using touchpoint t
where t.record_no = any(%(records)s::bigint[])
  and l.source = t.source and l.order_key = t.touchpoint_key

-- name: erase_touchpoints
delete from touchpoint where record_no = any(%(records)s::bigint[])

-- name: erase_records
-- Former versions, totals and judgements go along.
delete from source_record where record_no = any(%(records)s::bigint[])

-- name: requeue
insert into waiting_record (record_no, since)
select unnest(%(records)s::bigint[]), %(now)s
on conflict do nothing
