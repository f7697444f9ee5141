-- name: said
-- What was said, by purpose, channel, decision and text; what a source rewrote is left out.
select purpose, channel, decision, coalesce(text_version, '') as text_version,
       count(*) as statements, max(at) as newest
from consent_statement
where superseded_at is null
group by purpose, channel, decision, text_version
order by purpose, channel, decision, text_version

-- name: unknown_words
-- The words of sources that nobody declared, the most frequent first.
select actor as source, said, count(*) as statements
from consent_statement
where said is not null and superseded_at is null
group by actor, said
order by statements desc, source
limit 50

-- name: marks
-- How many people have a mark of each kind in force.
select k.kind, k.purpose, count(distinct m.person_id) as people, min(k.since) as since
from record_mark k
join membership m using (record_no)
where k.ended_at is null
group by k.kind, k.purpose
order by k.kind, k.purpose
