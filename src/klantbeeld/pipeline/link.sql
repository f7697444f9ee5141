-- name: lock_linking
-- One linker at a time: the partition is computed from a state that nobody else changes.
select pg_advisory_xact_lock(hashtextextended('link', 0))

-- name: waiting_batch
select record_no, cause from waiting_record order by record_no limit %(limit)s

-- name: counts
-- The highest number stands for how many records there are: counting them would cost more than
-- linking one.
select (select count(*) from waiting_record) as waiting,
       (select coalesce(max(record_no), 0) from source_record) as records

-- name: done_waiting
delete from waiting_record where record_no = any(%(records)s)

-- name: done_waiting_all
delete from waiting_record

-- name: live_model
select model_no, fingerprint, summary
from linkage_model
where promoted_at is not null and retired_at is null

-- name: model_content
select content from linkage_model where model_no = %(model_no)s

-- name: models
select model_no, created_at, fingerprint, summary, promoted_at, retired_at
from linkage_model
order by model_no

-- name: add_model
insert into linkage_model (created_at, fingerprint, content, summary)
values (%(now)s, %(fingerprint)s, %(content)s, %(summary)s)
returning model_no

-- name: retire_model
update linkage_model set retired_at = %(now)s
where promoted_at is not null and retired_at is null

-- name: promote_model
update linkage_model set promoted_at = %(now)s, retired_at = null where model_no = %(model_no)s

-- name: judgements
-- What people decided: of several decisions in force about one pair the newest counts. "Don't know"
-- and "not one household" say nothing about who is one person.
select distinct on (record_a, record_b) record_a, record_b, verdict
from judgement
where ended_at is null and verdict in ('match', 'no_match')
order by record_a, record_b, judgement_no desc

-- name: judgements_among
-- The same, between these records.
select distinct on (record_a, record_b) record_a, record_b, verdict
from judgement
where ended_at is null and verdict in ('match', 'no_match')
  and record_a = any(%(records)s) and record_b = any(%(records)s)
order by record_a, record_b, judgement_no desc

-- name: forget_keys
delete from blocking_key where record_no = any(%(records)s)

-- name: forget_links
-- Returns the records that were linked with these.
delete from link
where record_a = any(%(records)s) or record_b = any(%(records)s)
returning record_a, record_b

-- name: clear_keys
truncate blocking_key

-- name: drop_key_index
drop index blocking_key_by_record

-- name: make_key_index
create index blocking_key_by_record on blocking_key (record_no)

-- name: clear_links
truncate link

-- name: copy_keys
copy blocking_key (key, record_no) from stdin (format binary)

-- name: copy_links
copy link (record_a, record_b, match_weight) from stdin (format binary)

-- name: sharing_keys
-- Records, outside the batch, that share a key with one of it.
select key, record_no
from blocking_key
where key = any(%(keys)s) and record_no <> all(%(records)s)

-- name: component
-- Everything that hangs together with these records by links and by judgements that say match.
with recursive component (record_no) as (
    select unnest(%(records)s::bigint[])
    union
    select n.record_no
    from component c
    cross join lateral (
        select record_b as record_no from link where record_a = c.record_no
        union all
        select record_a from link where record_b = c.record_no
        union all
        select record_b from judgement
        where record_a = c.record_no and verdict = 'match' and ended_at is null
        union all
        select record_a from judgement
        where record_b = c.record_no and verdict = 'match' and ended_at is null
    ) n
)
select record_no from component

-- name: links_among
select record_a, record_b, match_weight
from link
where record_a = any(%(records)s) and record_b = any(%(records)s)

-- name: create_stage
create temp table if not exists staged_membership (
    record_no bigint primary key,
    person_id bigint not null
) on commit delete rows

-- name: copy_stage
copy staged_membership (record_no, person_id) from stdin (format binary)

-- name: merges_and_splits
-- An anchor record that belongs to another person now: its person was merged into that one. A new
-- anchor that belonged to another person: it was split off.
insert into person_event (at, kind, person_id, other_id, cause)
select %(now)s, case when s.person_id = s.record_no then 'split' else 'merged' end,
       case when s.person_id = s.record_no then m.person_id else s.person_id end,
       s.record_no, %(cause)s
from staged_membership s join membership m using (record_no)
where m.person_id <> s.person_id and s.record_no in (m.person_id, s.person_id)

-- name: move_members
-- Stores the staged memberships; returns every person that gained or lost a record.
with moving as (
    select s.record_no, s.person_id, m.person_id as old_id
    from staged_membership s left join membership m using (record_no)
    where m.person_id is distinct from s.person_id
), stored as (
    insert into membership (record_no, person_id)
    select record_no, person_id from moving
    on conflict (record_no) do update set person_id = excluded.person_id
)
select person_id from moving
union
select old_id from moving where old_id is not null

-- name: people_of
select distinct person_id from membership where record_no = any(%(records)s)

-- name: analyse
-- The planner learns at once what a rebuild filled: until it does it reads whole tables for a row.
analyze source_record, touchpoint, search_term, blocking_key, link, household_link,
    household_member, membership, person

-- name: clear_stage
-- Several batches may be staged in one transaction.
truncate staged_membership

-- name: outcome
select (select count(*) from source_record) as records, (select count(*) from person) as people,
       (select model_no from linkage_model where promoted_at is not null and retired_at is null)
           as model_no
