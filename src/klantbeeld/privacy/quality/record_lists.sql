-- name: behind
-- The newest records that had this fault when they were counted, and whose they are.
select r.record_no, r.source_record_id, r.delivered, r.standard, r.faults,
       coalesce(r.updated_at, r.recorded_at) as at, m.person_id
from quality_example e
join source_record r using (record_no)
join membership m using (record_no)
where e.source = %(source)s and e.issue = %(issue)s and r.gone_at is null
order by r.record_no desc
limit %(most)s
