-- name: people_of
-- Whom these records stand for now.
select distinct person_id from membership where record_no = any(%(records)s)
