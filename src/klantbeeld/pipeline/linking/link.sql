-- name: lock_linking
-- One linker at a time: the partition is computed from a state that nobody else changes.
select pg_advisory_xact_lock(hashtextextended('link', 0))

-- name: begin_turn
-- The same lock. And for this transaction: a look-up of a few records goes by index, whatever the
-- planner believes of a table that has grown since it was analysed, and is planned once. Nor does its
-- end wait for the disk: after a crash the records of a turn that was lost wait again, as leaving the
-- queue was lost with it, and are linked to the same people.
select pg_advisory_xact_lock(hashtextextended('link', 0)),
       set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
       set_config('enable_mergejoin', 'off', true),
       set_config('plan_cache_mode', 'force_generic_plan', true),
       set_config('synchronous_commit', 'off', true)

-- name: waiting
-- The first so many records that wait, locked, so that a change of one of them that lands meanwhile
-- makes it wait again. Beside each, and once where there is none: how much there is to do, counted no
-- further than matters; the highest number, which stands for how many records there are and is cheaper
-- than counting them; and the model in use, if any, with how many there were when it made itself
-- (empty where a person promoted it).
with held as materialized (
    select coalesce(max(record_no), 0) as records from source_record
), batch as materialized (
    select record_no, cause from waiting_record order by record_no limit %(limit)s for update
)
select (
           select count(*)
           from (
               select from waiting_record
               limit (select greatest(%(least)s, %(share)s * records)::bigint + 1 from held)
           ) w
       ) as waiting,
       h.records, m.model_no, m.fingerprint,
       case when (m.summary ->> 'automatic')::boolean then (m.summary ->> 'records')::bigint end
           as trained_on,
       b.record_no, b.cause
from held h
left join linkage_model m on m.promoted_at is not null and m.retired_at is null
left join batch b on true

-- name: requeue
-- Records whose pairs others have changed.
insert into waiting_record (record_no, since)
select unnest(%(records)s::bigint[]), %(now)s
on conflict do nothing

-- name: done_waiting
-- What was linked waits no more, and whoever listens hears of it.
with done as (
    delete from waiting_record where record_no = any(%(records)s::bigint[])
)
select pg_notify(%(channel)s, payload) from unnest(%(notices)s::text[]) as n (payload)

-- name: take_waiting
-- What waits now, with the version of each row.
create temp table taken_record on commit drop as
select record_no, xmin as version from waiting_record

-- name: begin_anew
-- Before the first build nobody is there to read: what is stored into tables that were emptied in
-- the same transaction is written once, not also to the log.
truncate link, membership, person, household_link, household_member

-- name: people_of_taken
-- Whoever has a record among what was taken: also one who gained and lost none says something else now.
select distinct m.person_id
from taken_record
join membership m using (record_no)

-- name: done_taken
-- What was taken waits no more, unless it landed again meanwhile.
delete from waiting_record w
using taken_record t
where w.record_no = t.record_no and w.xmin = t.version

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

-- name: analyse
-- The planner learns at once what a rebuild filled: until it does it reads whole tables for a row.
analyze source_record, touchpoint, search_term, blocking_page, link, household_link,
    household_member, membership, person

-- name: outcome
select (select count(*) from source_record) as records, (select count(*) from person) as people,
       (select model_no from linkage_model where promoted_at is not null and retired_at is null)
           as model_no

-- name: models_to_check
-- Versions whose names may be those of somebody who was erased since they were last compared with the
-- records.
select l.model_no, l.content, o.content as organisations
from linkage_model l
left join organisation_model o using (model_no)
where exists (
    select from erased_record e where e.at > coalesce(l.names_checked_at, l.created_at)
)
order by l.model_no

-- name: change_model
update linkage_model
set content = %(content)s, fingerprint = %(fingerprint)s
where model_no = %(model_no)s

-- name: change_organisation_model
update organisation_model
set content = %(content)s, fingerprint = %(fingerprint)s
where model_no = %(model_no)s

-- name: names_checked
update linkage_model set names_checked_at = %(now)s where model_no = any(%(models)s::bigint[])
