-- name: doubtful
-- The pairs about which the model is least sure, and the strongest links that other evidence
-- overruled; neither judged nor gone.
with model as (
    select coalesce(max(promoted_at), '-infinity') as since
    from linkage_model where promoted_at is not null and retired_at is null
), hint as materialized (
    -- Taken by the index before they are looked up: some may hold no longer.
    select h.record_a, h.record_b, h.match_weight
    from link_against h
    where not exists (
        select from judgement j
        where j.record_a = h.record_a and j.record_b = h.record_b and j.ended_at is null
          and (j.verdict in ('match', 'no_match')
               or j.verdict = 'unsure' and j.made_at >= (select since from model))
    )
    order by h.match_weight desc, h.record_a, h.record_b
    limit 2 * %(most)s
), doubtful as (
    (
        select l.record_a, l.record_b, l.match_weight
        from link l
        where abs(l.match_weight) < 3 and not exists (
            select from judgement j
            where j.record_a = l.record_a and j.record_b = l.record_b and j.ended_at is null
              and (j.verdict in ('match', 'no_match')
                   or j.verdict = 'unsure' and j.made_at >= (select since from model))
        )
        order by abs(l.match_weight), l.record_a, l.record_b
        limit %(most)s
    )
    union
    (
        select h.record_a, h.record_b, l.match_weight
        from hint h join link l using (record_a, record_b)
        where l.match_weight > 0
        order by h.match_weight desc, h.record_a, h.record_b
        limit %(most)s
    )
)
select d.record_a, d.record_b, d.match_weight, a.person_id as person_a, b.person_id as person_b
from doubtful d
join membership a on a.record_no = d.record_a
join membership b on b.record_no = d.record_b
join source_record ra on ra.record_no = d.record_a and ra.gone_at is null
join source_record rb on rb.record_no = d.record_b and rb.gone_at is null

-- name: judged_people
-- Of these people, the pairs of whom somebody judged a pair of records.
select distinct a.person_id as person_a, b.person_id as person_b
from membership a
join judgement j on j.record_a = a.record_no and j.ended_at is null
join membership b on b.record_no = j.record_b
where a.person_id = any(%(people)s) and b.person_id = any(%(people)s)
  and a.person_id <> b.person_id
  and (j.verdict in ('match', 'no_match') or j.verdict = 'unsure' and j.made_at >= (
      select coalesce(max(promoted_at), '-infinity')
      from linkage_model where promoted_at is not null and retired_at is null
  ))

-- name: links_inside
-- What holds each of these people together: links, and matches that somebody judged.
select m.person_id, l.record_a, l.record_b, l.match_weight
from membership m
join link l on l.record_a = m.record_no
join membership n on n.record_no = l.record_b and n.person_id = m.person_id
where m.person_id = any(%(people)s) and l.match_weight > 0
union all
select m.person_id, j.record_a, j.record_b, 'infinity'
from membership m
join judgement j on j.record_a = m.record_no and j.verdict = 'match' and j.ended_at is null
join membership n on n.record_no = j.record_b and n.person_id = m.person_id
where m.person_id = any(%(people)s)

-- name: stakes
-- What each of these people is: records, touchpoints, and the amounts of orders.
select m.person_id, count(distinct m.record_no) as records,
       coalesce(sum(t.touchpoints), 0) as touchpoints,
       coalesce(sum(abs(t.amount)) filter (where t.type = any(%(order_types)s)), 0) as amount
from membership m
left join record_total t using (record_no)
where m.person_id = any(%(people)s)
group by m.person_id
