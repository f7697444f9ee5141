-- name: of_purpose
-- What is kept for one purpose, the newest first, of one number where one is asked for.
select touchpoint_no, source, type, touchpoint_key, source_record_id, occurred_at, amount, currency,
       status, jsonb_array_length(lines) as lines, keep_until
from retained_touchpoint
where purpose = %(purpose)s
  and (%(key)s::text is null or touchpoint_key = %(key)s or source_record_id = %(key)s)
order by occurred_at desc, touchpoint_no desc
limit %(limit)s
