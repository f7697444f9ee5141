-- name: live_load
-- The live intake of one delivery and one day counts as one load.
select load_no
from load
where source = %(source)s and delivery = %(delivery)s and file_name is null
  and started_at >= %(day)s
order by load_no desc
limit 1

-- name: begin_live_load
insert into load (source, delivery, started_at, state)
values (%(source)s, %(delivery)s, %(now)s, 'done')
returning load_no

-- name: people_of
-- The people that these records belong to.
select distinct person_id from membership where record_no = any(%(records)s)

-- name: letters_to_replay
select dead_letter_no, load_no, delivery, delivered
from dead_letter
where source = %(source)s and replayed_at is null and delivered is not null
  and delivery = %(delivery)s
order by dead_letter_no
for update

-- name: replayed
update dead_letter set replayed_at = %(now)s where dead_letter_no = any(%(letters)s)
