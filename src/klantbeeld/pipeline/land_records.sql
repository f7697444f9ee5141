-- name: known_records
-- Which of these keys the source delivered before.
select source_record_id, record_no, encode(digest, 'hex') as digest, gone_at is not null as gone
from source_record
where source = %(source)s and source_record_id = any(%(keys)s::text[])

-- name: reserve_numbers
-- Numbers of new records, in order.
with numbering as materialized (
    select pg_get_serial_sequence('source_record', 'record_no')::regclass as sequence
)
select array_agg(nextval(sequence)) as numbers from numbering, generate_series(1, %(count)s)

-- name: copy_records
-- New records, straight into their table.
copy source_record (
    record_no, source, source_record_id, load_no, seen_in_load, delivered, standard, faults, digest,
    updated_at, recorded_at
) from stdin

-- name: change_records
-- New versions of records that changed or came back; the ones that they replace are kept.
with differing as (
    select *
    from unnest(
        %(records)s::bigint[], %(delivered)s::jsonb[], %(standard)s::jsonb[], %(faults)s::jsonb[],
        %(digests)s::bytea[], %(updates)s::timestamptz[]
    ) as d (record_no, delivered, standard, faults, digest, updated_at)
), archived as (
    insert into source_record_version
        (record_no, version, load_no, delivered, updated_at, recorded_at, superseded_at)
    select r.record_no, r.version, r.load_no, r.delivered, r.updated_at, r.recorded_at, %(now)s
    from source_record r join differing d using (record_no)
)
update source_record r
set version = r.version + 1, load_no = %(load_no)s, seen_in_load = %(load_no)s,
    delivered = d.delivered, standard = d.standard, faults = d.faults, digest = d.digest,
    updated_at = d.updated_at, recorded_at = %(now)s, gone_at = null
from differing d
where r.record_no = d.record_no

-- name: seen_records
-- What a full delivery held: the others are gone.
update source_record set seen_in_load = %(load_no)s where record_no = any(%(records)s::bigint[])

-- name: add_new_waiting
-- New records wait for linking; of a new number nothing can stand there yet.
insert into waiting_record (record_no, since)
select record_no, %(now)s from unnest(%(records)s::bigint[]) as landed (record_no)

-- name: add_waiting
-- What changed waits for linking.
insert into waiting_record (record_no, since)
select record_no, %(now)s from unnest(%(records)s::bigint[]) as landed (record_no)
on conflict (record_no) do update set since = excluded.since

-- name: attach_touchpoints
-- Touchpoints that came before their source record; returns the records that got some.
with attached as (
    update touchpoint t
    set record_no = n.record_no
    from unnest(%(keys)s::text[], %(records)s::bigint[]) as n (source_record_id, record_no)
    where t.record_no is null and t.source = %(source)s
      and t.source_record_id = n.source_record_id
    returning t.record_no
)
select distinct record_no from attached

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
