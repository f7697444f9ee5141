-- name: of_records
-- Everything that was said on these records, in the order in which it came in.
select statement_no, record_no, touchpoint_no, purpose, channel, decision, at, recorded_at,
       text_version, by_representative, superseded_at is not null as superseded, given_via,
       actor, via
from consent_statement
where record_no = any(%(records)s::bigint[])
order by statement_no

-- name: of_people
-- The same for many people, for one purpose.
select m.person_id, s.statement_no, s.record_no, s.purpose, s.channel, s.decision, s.at,
       s.recorded_at, s.text_version, s.by_representative,
       s.superseded_at is not null as superseded
from membership m
join consent_statement s using (record_no)
where m.person_id = any(%(people)s::bigint[]) and s.purpose = %(purpose)s

-- name: births
-- The birth dates that the records of these people tell.
select m.person_id, b.value as born
from membership m
join source_record r using (record_no),
     unnest(%(attributes)s::text[]) as a (attribute),
     lateral (select r.standard ->> a.attribute as value) b
where m.person_id = any(%(people)s::bigint[]) and b.value is not null

-- name: newest_moment
-- When something was said last on these records: what is recorded next is said after it, also
-- where the clock has jumped back meanwhile.
select max(at) as at from consent_statement where record_no = any(%(records)s::bigint[])

-- name: lock_records
-- Who records for the same person waits; returns the records that are there.
select record_no from source_record where record_no = any(%(records)s::bigint[])
order by record_no
for no key update

-- name: add
-- One thing that was said here, on every record that the person has.
insert into consent_statement
    (record_no, purpose, channel, decision, at, recorded_at, text_version, by_representative,
     given_via, actor, via)
select record_no, %(purpose)s, %(channel)s, %(decision)s, %(at)s, %(now)s, %(text_version)s,
       %(by_representative)s, %(given_via)s, %(actor)s, %(via)s
from unnest(%(records)s::bigint[]) as r (record_no)
order by record_no
returning statement_no

-- name: statement
-- One statement, for who confirms it.
select record_no, purpose, channel, decision, at, recorded_at, text_version, by_representative
from consent_statement
where statement_no = %(statement_no)s

-- name: purposes_said
-- For which purposes anything was said, and how often.
select purpose, count(*) as statements
from consent_statement
where purpose <> ''
group by purpose
order by purpose
