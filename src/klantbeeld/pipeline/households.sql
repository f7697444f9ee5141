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

-- name: dissolve
-- Takes apart the households of these people, of the people of these records, and of everybody who
-- hangs together with them; returns the pairs of people that speak for new ones.
with recursive component (person_id) as (
    select unnest(%(people)s::bigint[])
    union
    select person_id from membership where record_no = any(%(records)s)
    union
    select n.person_id
    from component c
    join membership m using (person_id)
    cross join lateral (
        select record_b as record_no from household_link where record_a = m.record_no
        union all
        select record_a from household_link where record_b = m.record_no
    ) l
    join membership n on n.record_no = l.record_no
), dissolved as (
    delete from household_member where person_id in (select person_id from component)
)
select a.person_id as person_a, b.person_id as person_b, l.weight, l.shared
from component c
join membership a using (person_id)
join household_link l on l.record_a = a.record_no
join membership b on b.record_no = l.record_b
where a.person_id <> b.person_id

-- name: clear_members
truncate household_member

-- name: copy_members
copy household_member (person_id, household_id) from stdin (format binary)
