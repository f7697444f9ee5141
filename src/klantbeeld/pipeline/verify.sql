-- name: invariants
-- Each row: a rule of the store, and how many rows break it.
select 'every linked record belongs to a person that exists' as rule, count(*) as broken
from membership m left join person p using (person_id) where p.person_id is null
union all
select 'every record belongs to a person or waits', count(*)
from source_record r
where not exists (select from membership m where m.record_no = r.record_no)
  and not exists (select from waiting_record w where w.record_no = r.record_no)
union all
select 'a person''s id is its lowest record', count(*)
from (select person_id from membership group by person_id having min(record_no) <> person_id) x
union all
select 'a person counts the records that belong to it', count(*)
from person p
left join (select person_id, count(*) as records from membership group by person_id) m
  using (person_id)
where p.records is distinct from m.records
union all
select 'a household holds two or more people that exist, and has the id of its first', count(*)
from (
    select h.household_id
    from household_member h left join person p using (person_id)
    group by h.household_id
    having count(*) < 2 or count(p.person_id) < count(*) or min(h.person_id) <> h.household_id
) x
union all
select 'totals equal their touchpoints', count(*)
from (
    select record_no, type, coalesce(currency, '') as currency, count(*) as touchpoints,
           coalesce(sum(amount), 0) as amount
    from touchpoint
    where record_no is not null
    group by record_no, type, coalesce(currency, '')
) t
full join record_total r using (record_no, type, currency)
where t.touchpoints is distinct from r.touchpoints or t.amount is distinct from r.amount
union all
select 'an organisation''s id is its lowest record', count(*)
from (
    select p.organisation_id
    from organisation_profile p join organisation_record r using (profile)
    where p.organisation_id is not null
    group by p.organisation_id
    having min(r.record_no) <> p.organisation_id
) x
union all
select 'what is said of an organisation is said by a record that is held, or that waits', count(*)
from organisation_profile p
where not exists (
    select from organisation_record r
    where r.profile = p.profile
      and (exists (select from source_record s where s.record_no = r.record_no)
           or exists (select from waiting_record w where w.record_no = r.record_no))
)
union all
select 'a stage belongs to a person that exists', count(*)
from person_stage s left join person p using (person_id) where p.person_id is null
union all
select 'the flow between stages equals the moves of people', count(*)
from (
    select month, from_stage, to_stage, count(*) as customers, sum(worth) as amount
    from person_stage_move
    group by month, from_stage, to_stage
) v
full join metric_stage_flow f using (month, from_stage, to_stage)
where v.customers is distinct from f.customers or v.amount is distinct from f.amount
union all
select 'what is counted as held equals what is held', count(*)
from (
    select what, source, number, sum(change) as held from held_count group by what, source, number
) c
full join held_count_now n using (what, source, number)
where coalesce(c.held, 0) <> coalesce(n.held, 0)
