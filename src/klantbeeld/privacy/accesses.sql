-- name: about_records
-- Lines about the person that these records are, under whichever id he was read.
select at, actor, role, via, purpose, action
from access_log
where person_id = any(%(records)s)
order by entry_no desc
limit %(limit)s
