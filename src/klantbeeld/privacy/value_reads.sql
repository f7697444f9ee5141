-- name: value
-- The scores of one person, as of when, and by which versions; the person's own part may be empty.
select s.day, v.value, v.low, v.high, v.churn, l.version as lifetime_version,
       c.version as churn_version, (c.told ->> 'horizon_days')::integer as churn_days
from value_state s
left join person_value v on v.person_id = %(person_id)s
left join value_model l on l.model_no = s.lifetime_model_no
left join value_model c on c.model_no = s.churn_model_no

-- name: people_by_channel
-- Whose first order came through this source, who is worth the most first.
select person_id from person_value where channel = %(part)s
order by value desc nulls last, person_id

-- name: people_by_cohort
-- Whose first order was in this month.
select person_id from person_value where to_char(first_on, 'YYYY-MM') = %(part)s
order by value desc nulls last, person_id

-- name: people_by_chance
-- Whose chance to stay away lies in this tenth, as ``person_value_counted`` writes it.
select person_id from person_value
where case when active then 'a' else 's' end || least(floor(churn * 10), 9)::integer::text
      = %(part)s
order by value desc nulls last, person_id
