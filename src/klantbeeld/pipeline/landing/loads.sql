-- name: lock_source
-- One landing at a time per source: two deliveries of one key never race, and a touchpoint never
-- misses the record that it hangs on because that is being landed beside it.
select pg_advisory_xact_lock(hashtextextended('land ' || %(source)s, 0))

-- name: lock_delivery
-- One loading of a delivery at a time, from its first file to what is gone.
select pg_advisory_xact_lock(hashtextextended('load ' || %(delivery)s, 0))

-- name: newest_load
-- What was last loaded from this file name, and how far.
select load_no, file_digest, state, last_row
from load
where source = %(source)s and delivery = %(delivery)s and file_name = %(file_name)s
order by load_no desc
limit 1

-- name: begin_load
insert into load (source, delivery, file_name, file_digest, started_at, rows_total)
values (%(source)s, %(delivery)s, %(file_name)s, %(file_digest)s, %(now)s, %(rows_total)s)
returning load_no

-- name: resume_load
update load
set state = 'running', message = null, finished_at = null, last_row = %(start)s
where load_no = %(load_no)s

-- name: count_batch
-- What a batch brought, the undeclared columns that it carried, and how good its values are, added to
-- the counts of its load.
with scored as (
    insert into quality_count (load_no, source, attribute, dimension, numerator, denominator)
    select %(load_no)s, %(source)s, c.attribute, c.dimension, c.numerator, c.denominator
    from unnest(
        %(attributes)s::text[], %(dimensions)s::text[], %(numerators)s::bigint[],
        %(denominators)s::bigint[]
    ) as c (attribute, dimension, numerator, denominator)
    on conflict (load_no, attribute, dimension) do update
    set numerator = quality_count.numerator + excluded.numerator,
        denominator = quality_count.denominator + excluded.denominator
)
update load
set last_row = greatest(last_row, %(last_row)s),
    finished_at = coalesce(%(used_at)s, finished_at), rows_read = rows_read + %(read)s,
    rows_new = rows_new + %(new)s,
    rows_changed = rows_changed + %(changed)s, rows_unchanged = rows_unchanged + %(unchanged)s,
    rows_refused = rows_refused + %(refused)s, rows_erased = rows_erased + %(erased)s,
    dropped_columns = dropped_columns || (
        select coalesce(
            jsonb_object_agg(d.name, coalesce((dropped_columns ->> d.name)::bigint, 0) + d.rows),
            '{}'
        )
        from (select key, value::bigint from jsonb_each_text(%(dropped)s::jsonb)) as d (name, rows)
    )
where load_no = %(load_no)s

-- name: finish_load
update load
set state = 'done', finished_at = %(now)s, rows_total = rows_read
where load_no = %(load_no)s

-- name: count_gone
update load set rows_gone = %(gone)s where load_no = %(load_no)s

-- name: fail_load
update load set state = 'failed', finished_at = %(now)s, message = %(message)s
where load_no = %(load_no)s

-- name: settle_letters
-- A file that was delivered again speaks for itself: what could not be read of it before is settled.
update dead_letter set replayed_at = %(now)s
where source = %(source)s and delivery = %(delivery)s and file_name = %(file_name)s
  and load_no < %(load_no)s and replayed_at is null

-- name: add_dead_letters
insert into dead_letter
    (load_no, source, delivery, file_name, position, reason, mend, delivered, created_at)
select %(load_no)s, %(source)s, %(delivery)s, %(file_name)s, l.position, l.reason, l.mend,
       l.delivered, %(now)s
from unnest(
    %(positions)s::bigint[], %(reasons)s::text[], %(mends)s::text[], %(delivered)s::jsonb[]
) as l (position, reason, mend, delivered)
