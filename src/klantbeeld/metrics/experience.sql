-- name: answers
-- Marks by item, month and where they came from.
select item, date_trunc('month', day)::date as month, source, channel, outcome, level,
       sum(answers)::bigint as answers, sum(remarks)::bigint as remarks
from metric_answer_day
where day >= %(since)s and day <= %(until)s
group by item, date_trunc('month', day), source, channel, outcome, level

-- name: pairs
-- Sums over the forms on which every weighed item was answered.
select item_a, item_b, sum(forms)::bigint as forms, sum(sum_a)::float8 as sum_a,
       sum(sum_b)::float8 as sum_b, sum(sum_ab)::float8 as sum_ab
from metric_answer_pair_day
where day >= %(since)s and day <= %(until)s
group by item_a, item_b

-- name: observed
-- How matters went that began on these days.
select measure, sum(cases)::bigint as cases, sum(total)::float8 as total
from metric_observed_day
where day >= %(since)s and day <= %(until)s
group by measure

-- name: days_with_remarks
-- The newest days on which somebody wrote something beside the mark of an item.
select day, sum(remarks)::bigint as remarks
from metric_answer_day
where item = %(item)s and remarks > 0 and day <= %(until)s
group by day
order by day desc
limit 400
