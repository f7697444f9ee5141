-- name: lines
-- Lines of the log, newest first, older than a number; every filter that is empty lets all through.
select
    entry_no, at, actor, role, via, purpose, action, allowed, person_id, detail
from access_log
where (%(before)s::bigint is null or entry_no < %(before)s)
  and (
      %(people)s::bigint[] is null or person_id = any(%(people)s)
      or (
          access_log_lists(detail) is not null
          and access_log_lists(detail) @> any(array(
              select jsonb_build_array(n) from unnest(%(people)s::bigint[]) as n (n)
          ))
      )
  )
  and (%(actor)s::text is null or actor = %(actor)s)
  and (%(role)s::text is null or role = %(role)s)
  and (%(purpose)s::text is null or purpose = %(purpose)s)
  and (%(action)s::text is null or action = %(action)s)
  and (%(since)s::timestamptz is null or at >= %(since)s)
  and (%(until)s::timestamptz is null or at < %(until)s)
  and (not %(refused)s or not allowed)
order by entry_no desc
limit %(limit)s
