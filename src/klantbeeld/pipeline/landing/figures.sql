-- name: create_stage
create temp table if not exists staged_figure (
    figure text not null,
    day date not null,
    part text not null,
    row_key text not null,
    value numeric not null,
    base numeric
) on commit delete rows

-- name: copy_stage
copy staged_figure (figure, day, part, row_key, value, base) from stdin

-- name: land_stage
-- New figures, and those whose number is another one now.
with landed as (
    insert into metric_figure
        (figure, period, day, part, source, delivery, row_key, value, base, load_no, landed_at)
    select figure, %(period)s, day, part, %(source)s, %(delivery)s, row_key, value, base,
           %(load_no)s, %(now)s
    from staged_figure
    on conflict (figure, period, day, part, source, delivery, row_key) do update
    set value = excluded.value, base = excluded.base, load_no = excluded.load_no,
        landed_at = excluded.landed_at
    where (metric_figure.value, metric_figure.base)
        is distinct from (excluded.value, excluded.base)
    returning xmax = 0 as is_new
)
select count(*) filter (where is_new) as new, count(*) filter (where not is_new) as changed
from landed

-- name: seen_in_load
-- What was told again as it was: a full delivery ends only what it does not hold.
update metric_figure f
set load_no = %(load_no)s
from staged_figure s
where f.source = %(source)s and f.delivery = %(delivery)s and f.period = %(period)s
  and f.figure = s.figure and f.day = s.day and f.part = s.part and f.row_key = s.row_key
  and f.load_no <> %(load_no)s

-- name: end_missing
delete from metric_figure
where source = %(source)s and delivery = %(delivery)s and load_no <> all(%(loads)s::bigint[])
