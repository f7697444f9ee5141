-- name: written
-- And the store's own day, which a query may ask for.
select figures, sum(times)::bigint as times from metric_written group by figures
union all
select 'current_date', current_date - date '2000-01-01'

-- name: many
select count(*) > %(most)s as many from (select from metric_written limit %(most)s + 1) s

-- name: add_up
-- The sums stay as they are: who reads sees either the many or the one.
with gone as (
    delete from metric_written returning figures, times
)
insert into metric_written (figures, times)
select figures, sum(times) from gone group by figures
