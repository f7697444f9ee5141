-- name: read
select record_no, form from linking_form where record_no = any(%(records)s::bigint[])

-- name: store
-- The texts come as one, a line each: no form holds the end of a line.
insert into linking_form (record_no, form)
select * from unnest(%(records)s::bigint[], string_to_array(%(forms)s, E'\n'))
on conflict (record_no) do update set form = excluded.form
where linking_form.form <> excluded.form

-- name: forget
delete from linking_form where record_no = any(%(records)s::bigint[])

-- name: clear
-- Only the linker reads them, one at a time.
truncate linking_form

-- name: copy
-- All of them: as the table was emptied in the same transaction, they are written once and as seen by
-- everybody from the start, so that nobody has to come back to their pages.
copy linking_form (record_no, form) from stdin (format csv, delimiter E'\t', quote E'\x01', freeze)
