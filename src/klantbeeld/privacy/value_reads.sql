-- name: value
-- The scores of one person, as of when, and by which versions; the person's own part may be empty.
select s.day, v.value, v.low, v.high, v.churn, l.version as lifetime_version,
       c.version as churn_version, (c.told ->> 'horizon_days')::integer as churn_days
from value_state s
left join person_value v on v.person_id = %(person_id)s
left join value_model l on l.model_no = s.lifetime_model_no
left join value_model c on c.model_no = s.churn_model_no
