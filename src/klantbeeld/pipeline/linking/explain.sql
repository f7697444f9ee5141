-- name: nearest
-- Pairs of a person's records with records of others: near misses, links that other evidence
-- outweighed, records that live together, and what somebody judged apart; the nearest first.
with own (record_no) as (
    select unnest(%(records)s::bigint[])
), found as (
    select own.record_no, l.record_b as other_no, l.match_weight
    from own join link l on l.record_a = own.record_no
    union all
    select own.record_no, l.record_a, l.match_weight
    from own join link l on l.record_b = own.record_no
    union all
    select own.record_no, h.record_b, null
    from own join household_link h on h.record_a = own.record_no
    union all
    select own.record_no, h.record_a, null
    from own join household_link h on h.record_b = own.record_no
    union all
    select own.record_no, j.record_b, null
    from own join judgement j on j.record_a = own.record_no
    where j.ended_at is null and j.verdict = 'no_match'
    union all
    select own.record_no, j.record_a, null
    from own join judgement j on j.record_b = own.record_no
    where j.ended_at is null and j.verdict = 'no_match'
)
select f.record_no, f.other_no, m.person_id, max(f.match_weight) as match_weight
from found f join membership m on m.record_no = f.other_no
where m.person_id <> %(person_id)s
group by f.record_no, f.other_no, m.person_id
order by max(f.match_weight) desc nulls last, f.record_no, f.other_no
limit %(limit)s

-- name: judged_apart
-- The people of whom somebody judged that they are not this one, as far as it counts still.
select distinct m.person_id
from (
    select distinct on (record_a, record_b) record_a, record_b, verdict
    from judgement
    where ended_at is null and verdict in ('match', 'no_match')
      and (record_a = any(%(records)s::bigint[]) or record_b = any(%(records)s::bigint[]))
    order by record_a, record_b, judgement_no desc
) j
join membership m on m.record_no in (j.record_a, j.record_b)
where j.verdict = 'no_match' and m.person_id <> %(person_id)s
order by m.person_id

-- name: person_of
select person_id from membership where record_no = %(record_no)s
