-- name: forget_links
-- Returns the records that these were linked with.
with gone as (
    delete from household_link
    where record_a = any(%(records)s) or record_b = any(%(records)s)
    returning record_a, record_b
)
select record_a as record_no from gone
union
select record_b from gone

-- name: clear_links
truncate household_link

-- name: copy_links
copy household_link (record_a, record_b, weight, shared) from stdin (format binary)

-- name: component
-- These people, the people of these records, and everybody who hangs together with them.
with recursive component (person_id) as (
    select unnest(%(people)s::bigint[])
    union
    select person_id from membership where record_no = any(%(records)s)
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
)
select person_id from component

-- name: dissolve
-- Takes apart the households of these people.
delete from household_member where person_id = any(%(people)s)

-- name: pairs_among
-- The pairs that speak for a household of two of these people. Whole components only: so no pair
-- leads out of them.
select a.person_id as person_a, b.person_id as person_b, l.weight, l.shared
from membership a
join household_link l on l.record_a = a.record_no
join membership b on b.record_no = l.record_b
where a.person_id = any(%(people)s) and a.person_id <> b.person_id

-- name: apart
-- The people, by their records, who were judged not to live together.
select a.person_id as person_a, b.person_id as person_b
from judgement j
join membership a on a.record_no = j.record_a
join membership b on b.record_no = j.record_b
where j.verdict = 'no_household' and j.ended_at is null

-- name: apart_among
-- The same, among these people.
select a.person_id as person_a, b.person_id as person_b
from membership a
join judgement j on j.record_a = a.record_no
join membership b on b.record_no = j.record_b
where a.person_id = any(%(people)s) and b.person_id = any(%(people)s)
  and j.verdict = 'no_household' and j.ended_at is null

-- name: clear_members
truncate household_member

-- name: copy_members
copy household_member (person_id, household_id) from stdin (format binary)
