-- name: about_records
-- Lines about the person that these records are, under whichever id he was read, and lines of lists
-- and searches in which he stood.
select at, actor, role, via, purpose, action,
       person_id is null or person_id <> all(%(records)s) as in_a_list
from access_log
where person_id = any(%(records)s)
   or (
      access_log_lists(detail) is not null
      and access_log_lists(detail) @> any(array(
          select jsonb_build_array(n) from unnest(%(records)s::bigint[]) as n (n)
      ))
   )
order by entry_no desc
limit %(limit)s
