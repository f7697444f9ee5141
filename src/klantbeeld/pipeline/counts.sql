-- name: held
-- The sum of all steps is the count.
select what, source, number, sum(change)::bigint as held
from held_count
group by what, source, number
having sum(change) <> 0
order by what, source, number

-- name: many
-- Whether there are so many steps that adding them up is worth it.
select count(*) > %(most)s as many from (select from held_count limit %(most)s + 1) s

-- name: add_up
-- One step takes the place of many. Who adds up at the same time takes what this one left, and a
-- reader sees either the many or the one.
with gone as (
    delete from held_count returning what, source, number, change
)
insert into held_count (what, source, number, change)
select what, source, number, sum(change)
from gone
group by what, source, number
having sum(change) <> 0
