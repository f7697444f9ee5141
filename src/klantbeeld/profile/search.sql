-- name: records
-- What is known of these records now, and whose they are.
select r.record_no, m.person_id, r.standard
from source_record r
join membership m using (record_no)
where r.record_no = any(%(records)s)

-- name: record_keys
-- Records by the source's own number, in any source.
select r.record_no, r.source_record_id, m.person_id
from source_record r
join membership m using (record_no)
where r.source = any(%(sources)s) and r.source_record_id = any(%(keys)s)
order by r.record_no
limit %(limit)s

-- name: touchpoint_keys
-- Records by the number of an order, an invoice, a case.
select t.record_no, t.touchpoint_key, m.person_id
from touchpoint t
join membership m using (record_no)
where lower(t.touchpoint_key) = lower(%(key)s) and t.type = any(%(types)s)
order by t.occurred_at desc
limit %(limit)s

-- name: people
-- The folded rows of people.
select person_id, golden, records from person where person_id = any(%(people)s)
