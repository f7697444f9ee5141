-- name: taken
select exists (select from metric_census where day = %(day)s) as taken

-- name: lock
-- One counts at a time.
select pg_advisory_xact_lock(hashtextextended('census', 0))

-- name: people_after
select person_id from person where person_id > %(after)s order by person_id limit %(limit)s

-- name: people
select count(*) as people from person

-- name: fields
-- Of how many people each of these attributes is known.
select a.name as part, count(p.person_id) filter (where p.golden ? a.name) as people
from unnest(%(attributes)s::text[]) as a (name)
left join person p on true
group by a.name

-- name: forget
delete from metric_census where day = %(day)s

-- name: add
insert into metric_census (measure, part, day, people, base)
select %(measure)s, c.part, %(day)s, c.people, %(base)s
from unnest(%(parts)s::text[], %(people)s::bigint[]) as c (part, people)
