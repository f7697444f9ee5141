-- name: of_person
-- The organisations that a person acts for: those of its records.
select distinct p.organisation_id
from membership m
join organisation_record r using (record_no)
join organisation_profile p using (profile)
where m.person_id = %(person_id)s and p.organisation_id is not null
order by p.organisation_id

-- name: of_record
-- The organisation of a record: an organisation's id is the lowest of its record numbers, so any
-- number that it ever had leads to it.
select p.organisation_id
from organisation_record r
join organisation_profile p using (profile)
where r.record_no = %(record_no)s and p.organisation_id is not null

-- name: records
-- What the records of an organisation say, and who acts for it by each.
select r.record_no, m.person_id, s.standard
from organisation_profile p
join organisation_record r using (profile)
join source_record s using (record_no)
join membership m using (record_no)
where p.organisation_id = %(organisation_id)s
order by r.record_no
limit %(limit)s
