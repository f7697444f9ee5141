-- name: create_stage
-- Where a batch stands while it is compared with what is known; private to the connection.
create temp table if not exists staged_record (
    position bigint not null,
    source_record_id text not null,
    delivered jsonb not null,
    standard jsonb not null,
    faults jsonb not null,
    digest bytea not null,
    updated_at timestamptz
) on commit delete rows

-- name: copy_stage
-- Fills the stage.
copy staged_record (
    position, source_record_id, delivered, standard, faults, digest, updated_at
) from stdin (format csv)

-- name: land_stage
-- Lands the batch: new records, new versions of changed ones, and the ones that came back. The last
-- row wins where a key stands twice. Returns the counts and the records that changed.
with latest as (
    select distinct on (source_record_id) *
    from staged_record
    order by source_record_id, position desc
), differing as (
    select r.record_no, l.*
    from latest l
    join source_record r on r.source = %(source)s and r.source_record_id = l.source_record_id
    where r.digest <> l.digest or r.gone_at is not null
), archived as (
    insert into source_record_version
        (record_no, version, load_no, delivered, updated_at, recorded_at, superseded_at)
    select r.record_no, r.version, r.load_no, r.delivered, r.updated_at, r.recorded_at, %(now)s
    from source_record r join differing d using (record_no)
), changed as (
    update source_record r
    set version = r.version + 1, load_no = %(load_no)s, seen_in_load = %(load_no)s,
        delivered = d.delivered, standard = d.standard, faults = d.faults, digest = d.digest,
        updated_at = d.updated_at, recorded_at = %(now)s, gone_at = null
    from differing d
    where r.record_no = d.record_no
    returning r.record_no, d.position
), seen as (
    update source_record r
    set seen_in_load = %(load_no)s
    from latest l
    where %(full)s and r.source = %(source)s and r.source_record_id = l.source_record_id
      and r.digest = l.digest and r.gone_at is null
), inserted as (
    insert into source_record
        (source, source_record_id, load_no, seen_in_load, delivered, standard, faults, digest,
         updated_at, recorded_at)
    select %(source)s, l.source_record_id, %(load_no)s, %(load_no)s, l.delivered, l.standard,
           l.faults, l.digest, l.updated_at, %(now)s
    from latest l
    where not exists (
        select from source_record r
        where r.source = %(source)s and r.source_record_id = l.source_record_id
    )
    order by l.position
    returning record_no, source_record_id
), touched as (
    select record_no, position, false as is_new from changed
    union all
    select i.record_no, l.position, true from inserted i join latest l using (source_record_id)
), forgotten as (
    delete from search_term t using changed c where t.record_no = c.record_no
), waiting as (
    insert into waiting_record (record_no, since)
    select record_no, %(now)s from touched
    on conflict (record_no) do update set since = excluded.since
)
select record_no, position, is_new from touched

-- name: copy_terms
-- What the records of this batch can be found by.
copy search_term (record_no, kind, term) from stdin (format csv)

-- name: attach_touchpoints
-- Touchpoints that came before their source record; returns the records that got some.
with attached as (
    update touchpoint t
    set record_no = r.record_no
    from source_record r
    where t.record_no is null and t.source = %(source)s and r.source = %(source)s
      and r.source_record_id = t.source_record_id and r.record_no = any(%(records)s)
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
