-- name: records
-- These source records with the person that each belongs to.
select r.*, m.person_id
from source_record r
join membership m using (record_no)
where r.record_no = any(%(records)s)
order by r.record_no

-- name: decisions
-- Every decision about one of these records: what it says, of which records, and whether it counts.
select
    j.decision_no, min(j.verdict) as verdict, min(j.made_by) as made_by, min(j.made_at) as made_at,
    min(j.reason) as reason,
    case when bool_and(j.ended_at is not null) then max(j.ended_at) end as ended_at,
    case when bool_and(j.ended_at is not null) then max(j.ended_by) end as ended_by,
    array_agg(distinct side.record_no order by side.record_no) as records,
    bool_and(j.ended_at is not null or exists (
        select from judgement n
        where n.record_a = j.record_a and n.record_b = j.record_b
          and n.judgement_no > j.judgement_no and n.ended_at is null
          and n.verdict in ('match', 'no_match') and j.verdict in ('match', 'no_match')
    )) as outdated
from judgement j
cross join lateral (values (j.record_a), (j.record_b)) as side (record_no)
where j.decision_no in (
    select decision_no from judgement where record_a = any(%(records)s)
    union
    select decision_no from judgement where record_b = any(%(records)s)
)
group by j.decision_no
order by j.decision_no desc

-- name: counting
-- The judgements about who is one person that count, of pairs with one of these records.
select distinct on (record_a, record_b) record_a, record_b, verdict, decision_no
from judgement
where ended_at is null and verdict in ('match', 'no_match')
  and (record_a = any(%(records)s) or record_b = any(%(records)s))
order by record_a, record_b, judgement_no desc

-- name: people_of
-- The person of each of these numbers now.
select record_no, person_id from membership where record_no = any(%(records)s)
