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

-- name: copy_links
copy household_link (record_a, record_b, weight, shared) from stdin (format binary)

-- name: component
-- What speaks of the households of these people, of the people of these records, and of everybody who
-- hangs together with them: who has a household now (no second person; the household in the place of
-- what they share); the pairs of people with what two records say (whole components: no pair leads out
-- of them); and the people judged not to live together (no weight).
select person_a, person_b, weight, shared
from household_component(%(people)s::bigint[], %(records)s::bigint[])

-- name: dissolve
-- These people live alone now.
delete from household_member where person_id = any(%(people)s::bigint[])

-- name: settle
-- These people live in another household than before, or in one at all.
insert into household_member (person_id, household_id)
select * from unnest(%(people)s::bigint[], %(households)s::bigint[])
on conflict (person_id) do update set household_id = excluded.household_id

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
