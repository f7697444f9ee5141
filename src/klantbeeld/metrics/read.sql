-- name: careful
-- A metric reads, all of the store as of one moment, and not for long: its query may come from the
-- project.
set transaction isolation level repeatable read, read only

-- name: in_time
set local statement_timeout = '10s'

-- name: landed
-- When something of each delivery last came in.
select source, delivery, max(coalesce(finished_at, started_at)) as landed_at
from load
where rows_read > rows_refused
group by source, delivery

-- name: census
-- How many of all people consent to a purpose, as it was last counted.
select part, people, base, day
from metric_census
where measure = %(measure)s
  and day = (select max(day) from metric_census where measure = %(measure)s)

-- name: figure
-- The newest of a figure, whole.
select sum(value) as value, sum(base) as base, day
from metric_figure_whole
where figure = %(figure)s and day <= %(today)s
group by day
order by day desc
limit 1

-- name: other_currency
-- Orders and returns whose amounts cannot be added to the others, of a period or of all time.
select coalesce(sum(d.touchpoints), 0)::bigint as touchpoints
from metric_day d
join metric_type k using (type)
cross join metric_setting s
where k.kind in ('order', 'return') and d.currency not in ('', s.currency)
  and d.day >= coalesce(%(since)s::date, '-infinity') and d.day < coalesce(%(until)s::date, 'infinity')
