-- name: open
-- A breach; the clock runs from when it was known.
insert into breach (aware_at, opened_at, opened_by)
values (%(aware_at)s, %(now)s, %(actor)s)
returning breach_no

-- name: breach
-- One breach.
select breach_no, aware_at, opened_by from breach where breach_no = %(breach_no)s

-- name: lock
-- Nobody else adds to it meanwhile.
select breach_no from breach where breach_no = %(breach_no)s for update

-- name: all
-- All breaches, the newest first: the register of Article 33(5).
select breach_no, aware_at, opened_by from breach order by aware_at desc, breach_no desc

-- name: events
-- What was found out and done about these breaches, in order.
select event_no, breach_no, at, made_by, kind, detail
from breach_event
where breach_no = any(%(breaches)s::bigint[])
order by event_no

-- name: add_event
insert into breach_event (breach_no, at, made_by, kind, detail)
values (%(breach_no)s, %(now)s, %(actor)s, %(kind)s, %(detail)s)
returning event_no

-- name: add_people
-- Whom a count found.
insert into breach_record (event_no, record_no, certain)
select %(event_no)s, record_no, certain
from unnest(%(records)s::bigint[], %(certain)s::boolean[]) as x (record_no, certain)

-- name: people_of_count
-- Whom the last count of a breach found, as they stand now; somebody who was erased keeps a number.
select distinct on (coalesce(m.person_id, r.record_no))
    coalesce(m.person_id, r.record_no) as person_id, r.certain, m.person_id is null as gone
from breach_record r
left join membership m using (record_no)
where r.event_no = (
    select max(event_no) from breach_event where breach_no = %(breach_no)s and kind = 'counted'
)
order by coalesce(m.person_id, r.record_no), r.certain desc

-- name: reads_in_window
-- What was read in a window: by role, purpose and kind of read, which attributes, how many
-- touchpoints, and of whom. Refused reads gave nothing.
select l.role, l.purpose, l.person_id, l.detail
from access_log l
where l.allowed and l.at >= %(since)s and l.at < %(until)s
  and (%(actor)s::text is null or l.actor = %(actor)s)
  and (%(purposes)s::text[] = '{}' or l.purpose = any(%(purposes)s::text[]))
order by l.entry_no

-- name: people_of_numbers
-- Whom these numbers stand for now.
select n.number, m.person_id
from unnest(%(numbers)s::bigint[]) as n (number)
left join membership m on m.record_no = n.number

-- name: people_of_keys
-- Whom the sources' own numbers stand for now.
select k.source, k.key, m.person_id
from unnest(%(sources)s::text[], %(keys)s::text[]) as k (source, key)
left join source_record r on r.source = k.source and r.source_record_id = k.key
left join membership m using (record_no)

-- name: records_of_people
-- How many source records these people have.
select count(*) as records from membership where person_id = any(%(people)s::bigint[])

-- name: contact_rows
-- The golden records of these people.
select person_id, golden from person where person_id = any(%(people)s::bigint[]) order by person_id
