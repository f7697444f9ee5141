-- name: known_and_numbers
-- Which of these keys the source delivered before, and a number for each of the others. The digest
-- of what came back after it was gone is empty: it differs from any. And which of their hashes
-- stand for somebody who was erased.
with numbering as materialized (
    select pg_get_serial_sequence('source_record', 'record_no')::regclass as sequence
), known as materialized (
    select source_record_id as key, record_no,
           case when gone_at is null then encode(digest, 'hex') else '' end as digest
    from source_record
    where source = %(source)s and source_record_id = any(%(keys)s::text[])
), erased as materialized (
    select digest, content from erased_record where digest = any(%(digests)s::bigint[])
)
select
    exists (select from erased_record) as any_erased,
    (select coalesce(array_agg(digest), '{}') from erased) as erased,
    (select coalesce(array_agg(content), '{}') from erased) as contents,
    (select coalesce(array_agg(key), '{}') from known) as keys,
    (select coalesce(array_agg(record_no), '{}') from known) as records,
    (select coalesce(array_agg(digest), '{}') from known) as digests,
    (
        select coalesce(array_agg(nextval(sequence)), '{}')
        from numbering,
             generate_series(1, cardinality(%(keys)s::text[]) - (select count(*) from known))
    ) as numbers

-- name: copy_records
-- New records, straight into their table.
copy source_record (
    record_no, source, source_record_id, load_no, seen_in_load, delivered, standard, faults, digest,
    updated_at, recorded_at
) from stdin

-- name: erased
-- Which of these hashes stand for somebody who was erased, or whose time was over.
select digest, content from erased_record where digest = any(%(digests)s::bigint[])

-- name: welcome
-- Records that went because their time was over, and that changed since: they may land again.
delete from erased_record where digest = any(%(digests)s::bigint[])

-- name: corrections
-- What people corrected of these attributes on these records, and what still stands.
select record_no, attribute, value
from correction
where record_no = any(%(records)s::bigint[]) and attribute = any(%(attributes)s::text[])
  and ended_at is null and value is not null

-- name: change_records
-- New versions of records that changed or came back; the ones that they replace are kept. What a
-- person corrected stands in the place of what the source says, until the source says the same.
with differing as (
    select *
    from unnest(
        %(records)s::bigint[], %(delivered)s::jsonb[], %(standard)s::jsonb[], %(faults)s::jsonb[],
        %(digests)s::bytea[], %(updates)s::timestamptz[]
    ) as d (record_no, delivered, standard, faults, digest, updated_at)
), sealed as (
    select * from unnest(%(confirmed_records)s::bigint[], %(confirmed_attributes)s::text[])
        as s (record_no, attribute)
), standing as (
    select c.correction_no, c.record_no, c.attribute, c.value,
           c.value is not distinct from d.standard ->> c.attribute
           or exists (
               select from sealed s
               where s.record_no = c.record_no and s.attribute = c.attribute
           ) as same
    from correction c join differing d using (record_no)
    where c.ended_at is null
), confirmed as (
    update correction c
    set ended_at = %(now)s, ended_why = 'confirmed'
    from standing s
    where c.correction_no = s.correction_no and s.same
), corrected as (
    select c.record_no,
           jsonb_object_agg(c.attribute, c.value) filter (where c.value is not null) as said,
           array_agg(c.attribute) filter (where c.value is null) as unsaid,
           jsonb_object_agg(c.attribute, 'corrected') as flags
    from standing c
    where not c.same
    group by c.record_no
), archived as (
    insert into source_record_version
        (record_no, version, load_no, delivered, updated_at, recorded_at, superseded_at)
    select r.record_no, r.version, r.load_no, r.delivered, r.updated_at, r.recorded_at, %(now)s
    from source_record r join differing d using (record_no)
)
update source_record r
set version = r.version + 1, load_no = %(load_no)s, seen_in_load = %(load_no)s,
    delivered = d.delivered,
    standard = d.standard - coalesce(c.unsaid, '{}') || coalesce(c.said, '{}'),
    faults = d.faults || coalesce(c.flags, '{}'), digest = d.digest,
    updated_at = d.updated_at, recorded_at = %(now)s, gone_at = null
from differing d left join corrected c using (record_no)
where r.record_no = d.record_no

-- name: seen_records
-- What a full delivery held: the others are gone.
update source_record set seen_in_load = %(load_no)s where record_no = any(%(records)s::bigint[])

-- name: settle_new
-- New records wait for linking, and touchpoints that came before their record hang on it now.
-- Returns the records that got some.
with new as (
    select key, record_no
    from unnest(%(keys)s::text[], %(records)s::bigint[]) as n (key, record_no)
), waiting as (
    insert into waiting_record (record_no, since) select record_no, %(now)s from new
), attached as (
    update touchpoint t
    set record_no = new.record_no
    from new
    where t.record_no is null and t.source = %(source)s and t.source_record_id = new.key
    returning t.record_no
)
select distinct record_no from attached

-- name: add_waiting
-- What changed waits for linking.
insert into waiting_record (record_no, since)
select record_no, %(now)s from unnest(%(records)s::bigint[]) as landed (record_no)
on conflict (record_no) do update set since = excluded.since

-- name: mark_gone
-- Records that a full delivery no longer holds.
with gone as (
    update source_record r
    set gone_at = %(now)s
    where r.source = %(source)s and r.gone_at is null
      and r.seen_in_load <> all(%(loads)s)
      and exists (
          select from load l
          where l.load_no = r.seen_in_load and l.source = %(source)s
            and l.delivery = %(delivery)s
      )
    returning r.record_no
), waiting as (
    insert into waiting_record (record_no, since)
    select record_no, %(now)s from gone
    on conflict (record_no) do update set since = excluded.since
)
select count(*) as gone from gone
