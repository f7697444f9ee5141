-- name: forget_links
-- Returns the records that these were linked with.
with gone as (
    delete from household_link
    where record_a = any(%(records)s::bigint[]) or record_b = any(%(records)s::bigint[])
    returning record_a, record_b
)
select record_a as record_no from gone
union
select record_b from gone

-- name: clear_links
delete from household_link

-- name: add_links
insert into household_link (record_a, record_b, weight, shared)
select * from unnest(
    %(a)s::bigint[], %(b)s::bigint[], %(weight)s::double precision[], %(shared)s::bigint[]
)

-- name: copy_links
copy household_link (record_a, record_b, weight, shared) from stdin (format binary)

-- name: component
-- What speaks of the households of these people, of the people of these records, and of everybody
-- who hangs together with them: who has a household now (a person with itself, no weight); the pairs
-- of people with what two records say (whole components: no pair leads out of them); and the people
-- judged not to live together (no weight).
with recursive component (person_id) as (
    select unnest(%(people)s::bigint[])
    union
    select person_id from membership where record_no = any(%(records)s::bigint[])
    union
    select n.person_id
    from component c
    cross join lateral (
        select l.record_b as record_no
        from membership m join household_link l on l.record_a = m.record_no
        where m.person_id = c.person_id
        union all
        select l.record_a
        from membership m join household_link l on l.record_b = m.record_no
        where m.person_id = c.person_id
    ) o
    join membership n on n.record_no = o.record_no
), member as materialized (
    select person_id from component
)
select h.person_id as person_a, h.person_id as person_b, null::double precision as weight,
       null::bigint as shared
from member m join household_member h using (person_id)
union all
select a.person_id, b.person_id, l.weight, l.shared
from member m
join membership a on a.person_id = m.person_id
join household_link l on l.record_a = a.record_no
join membership b on b.record_no = l.record_b
where a.person_id <> b.person_id
union all
select a.person_id, b.person_id, null, null
from member m
join membership a on a.person_id = m.person_id
join judgement j on j.record_a = a.record_no and j.verdict = 'no_household'
join membership b on b.record_no = j.record_b
where j.ended_at is null and a.person_id <> b.person_id

-- name: dissolve
-- Takes apart the households of these people.
delete from household_member where person_id = any(%(people)s::bigint[])

-- name: apart
-- The people, by their records, who were judged not to live together.
select a.person_id as person_a, b.person_id as person_b
from judgement j
join membership a on a.record_no = j.record_a
join membership b on b.record_no = j.record_b
where j.verdict = 'no_household' and j.ended_at is null

-- name: clear_members
delete from household_member

-- name: copy_members
copy household_member (person_id, household_id) from stdin (format binary)

-- name: add_members
insert into household_member (person_id, household_id)
select * from unnest(%(people)s::bigint[], %(households)s::bigint[])
