-- name: column_history
-- Numbers of nine digits that a column delivered before, and how many passed the eleven-test.
select numbers, passing
from number_column
where source = %(source)s and delivery = %(delivery)s and field = %(field)s

-- name: known_keys
-- Which numbers stand in the store as a source's own number of a record or of a touchpoint.
with asked as (
    select n.number from unnest(%(numbers)s::text[]) as n (number)
)
select distinct a.number
from asked a, unnest(%(sources)s::text[]) as s (source)
where exists (
    select from source_record r where r.source = s.source and r.source_record_id = a.number
) or exists (
    select from touchpoint t
    where lower(t.touchpoint_key) = a.number and t.source = s.source
)

-- name: count_numbers
insert into number_column (source, delivery, field, numbers, passing)
select %(source)s, %(delivery)s, c.field, c.numbers, c.passing
from unnest(%(fields)s::text[], %(numbers)s::bigint[], %(passing)s::bigint[])
    as c (field, numbers, passing)
on conflict (source, delivery, field) do update
set numbers = number_column.numbers + excluded.numbers,
    passing = number_column.passing + excluded.passing

-- name: add_refusals
insert into refusal (at, load_no, source, delivery, field, position, rule, amount)
select %(now)s, %(load_no)s, %(source)s, %(delivery)s, r.field, r.position, r.rule, r.amount
from unnest(%(fields)s::text[], %(positions)s::bigint[], %(rules)s::text[], %(amounts)s::bigint[])
    as r (field, position, rule, amount)

-- name: flag_records
-- Texts of records that landed new or changed in this load; one that was looked at before and has
-- changed since waits once more.
insert into flagged_text (at, source, source_record_id, field, category, record_no)
select distinct on (r.record_no, f.field, f.category)
    %(now)s::timestamptz, r.source, r.source_record_id, f.field, f.category, r.record_no
from unnest(%(keys)s::text[], %(fields)s::text[], %(categories)s::text[])
    as f (key, field, category)
join source_record r on r.source = %(source)s and r.source_record_id = f.key
where r.load_no = %(load_no)s
on conflict (record_no, field, category) where record_no is not null do update
set at = excluded.at, reviewed_at = null, reviewed_by = null, verdict = null

-- name: flag_touchpoints
-- The same for touchpoints.
insert into flagged_text (at, source, source_record_id, field, category, touchpoint_no)
select distinct on (t.touchpoint_no, f.field, f.category)
    %(now)s::timestamptz, t.source, t.source_record_id, f.field, f.category, t.touchpoint_no
from unnest(%(keys)s::text[], %(fields)s::text[], %(categories)s::text[])
    as f (key, field, category)
join touchpoint t
    on t.source = %(source)s and t.type = %(type)s and t.touchpoint_key = f.key
where t.load_no = %(load_no)s
on conflict (touchpoint_no, field, category) where touchpoint_no is not null do update
set at = excluded.at, reviewed_at = null, reviewed_by = null, verdict = null
