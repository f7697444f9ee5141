-- name: resolve
-- The person of this number now, and whether anything must not be done with the data: with it in one
-- statement, a read of somebody without marks costs no further question.
select m.person_id,
       exists (
           select from membership own
           join record_mark k using (record_no)
           where own.person_id = m.person_id and k.ended_at is null
       ) as marked
from membership m
where m.record_no = %(number)s
