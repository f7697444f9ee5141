-- name: add
with made as (
    insert into rights_request (kind, person_id, received_at, received_via, language, attributes)
    values (
        %(kind)s, %(person_id)s, %(received_at)s, %(received_via)s, %(language)s, %(attributes)s
    )
    returning request_no
), about as (
    insert into rights_request_record (request_no, record_no)
    select request_no, unnest(%(records)s::bigint[]) from made
)
select request_no from made

-- name: tell
-- What was done: never changed afterwards.
insert into rights_event (request_no, at, actor, role, kind, detail)
values (%(request_no)s, %(at)s, %(actor)s, %(role)s, %(kind)s, %(detail)s)

-- name: one
-- Locked: of two who act at once, the second sees what the first did.
select q.*, (
    select coalesce(array_agg(r.record_no order by r.record_no), '{}')
    from rights_request_record r where r.request_no = q.request_no
) as records
from rights_request q
where q.request_no = %(request_no)s
for update

-- name: events
select request_no, at, actor, role, kind, detail
from rights_event
where request_no = any(%(requests)s::bigint[])
order by event_no

-- name: open
-- The requests to which nobody gave an end, the oldest first.
select q.*, (
    select coalesce(array_agg(r.record_no order by r.record_no), '{}')
    from rights_request_record r where r.request_no = q.request_no
) as records
from rights_request q
where not exists (
    select from rights_event e
    where e.request_no = q.request_no and e.kind in ('refused', 'withdrawn', 'answered')
)
order by q.received_at, q.request_no

-- name: newest
-- The requests that came last.
select q.*, (
    select coalesce(array_agg(r.record_no order by r.record_no), '{}')
    from rights_request_record r where r.request_no = q.request_no
) as records
from rights_request q
order by q.request_no desc
limit %(limit)s

-- name: of_records
-- The requests about any of these records, the newest first.
select q.*, (
    select coalesce(array_agg(r.record_no order by r.record_no), '{}')
    from rights_request_record r where r.request_no = q.request_no
) as records
from rights_request q
where q.request_no in (
    select request_no from rights_request_record where record_no = any(%(records)s::bigint[])
)
order by q.request_no desc

-- name: open_records
-- The records that an open request is about.
select distinct r.record_no
from rights_request_record r
where not exists (
    select from rights_event e
    where e.request_no = r.request_no and e.kind in ('refused', 'withdrawn', 'answered')
)
