-- name: make
-- A link for a person, with the records that it has now.
with made as (
    insert into own_link (person_id, token_digest, made_by, made_at, expires_at, records_until)
    select %(person_id)s, %(digest)s, %(made_by)s, %(now)s, %(expires_at)s,
        (select max(record_no) from source_record)
    returning link_no
)
insert into own_link_record (link_no, record_no)
select made.link_no, m.record_no from made, membership m where m.person_id = %(person_id)s

-- name: forget
-- Links that ended long ago, with the visits that they opened.
delete from own_link
where expires_at < %(before)s and (session_until is null or session_until < %(before)s)

-- name: by_secret
-- A link.
select link_no, person_id, expires_at, records_until, opened_at
from own_link where token_digest = %(digest)s

-- name: lock
-- The same; who comes second waits, and finds it used.
select link_no, person_id, expires_at, records_until, opened_at
from own_link where token_digest = %(digest)s
for update

-- name: open
-- Used, once and for all; the visit begins.
update own_link
set opened_at = %(now)s, session_digest = %(session)s, csrf_token = %(csrf_token)s,
    session_until = %(until)s
where link_no = %(link_no)s

-- name: by_session
-- The link behind a visit.
select link_no, person_id, made_by, records_until, opened_at, csrf_token, session_until
from own_link where session_digest = %(digest)s

-- name: extend
-- It was used: it may stay idle again.
update own_link set session_until = %(until)s where session_digest = %(digest)s

-- name: leave
-- Ends a visit.
update own_link set session_digest = null, csrf_token = null where session_digest = %(digest)s

-- name: whose
-- For whom a link was made, as things are now: its records that are left, whom they belong to, and
-- whether an older record of somebody else has joined them since.
with own as (
    select r.record_no, m.person_id
    from own_link_record r
    left join membership m using (record_no)
    where r.link_no = %(link_no)s
)
select
    array_agg(record_no order by record_no) as records,
    array_agg(distinct person_id) filter (where person_id is not null) as people,
    count(*) filter (where person_id is null) as unlinked,
    exists (
        select from membership m
        where m.person_id in (select person_id from own)
          and m.record_no <= %(until)s
          and m.record_no not in (select record_no from own)
    ) as joined
from own
