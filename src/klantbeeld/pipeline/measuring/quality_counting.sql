-- name: try_lock
-- One counts at a time; who comes second leaves it to the first.
select pg_try_advisory_xact_lock(hashtextextended('count quality', 0)) as mine

-- name: state
-- How much was ever written to what the counts rest on: cheap to ask, and it never goes back.
select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::text as written
from pg_stat_user_tables
where relid in ('source_record'::regclass, 'membership'::regclass)

-- name: counted
select counted_at, seconds, state from quality_counted

-- name: note_counted
insert into quality_counted (counted_at, seconds, state)
values (%(now)s, %(seconds)s, %(state)s)
on conflict (only_one) do update
set counted_at = excluded.counted_at, seconds = excluded.seconds, state = excluded.state

-- name: clear
-- The counts of before.
with now as (delete from quality_now), pattern as (delete from quality_pattern)
delete from quality_example

-- name: count_patterns
-- Which faults every record that is not gone has, as attribute:fault; how many records have exactly
-- these; and some records of each fault, all where they are few. Rules between two attributes are
-- those of quality.consistency, as far as they need the record (a test compares the two).
with layout as materialized (
    select source, string_to_array(needed, ',') as needed, zone, postcode, phone, birth_date,
           gender, given_name, family_name, full_name, country
    from unnest(
        %(sources)s::text[], %(needed)s::text[], %(zones)s::text[], %(postcode)s::text[],
        %(phone)s::text[], %(birth_date)s::text[], %(gender)s::text[], %(given_name)s::text[],
        %(family_name)s::text[], %(full_name)s::text[], %(country)s::text[]
    ) as l (source, needed, zone, postcode, phone, birth_date, gender, given_name, family_name,
            full_name, country)
), twice as materialized (
    select record_no
    from (
        select r.record_no,
               row_number() over (partition by m.person_id, r.source order by r.record_no) as place
        from source_record r
        join membership m using (record_no)
        where r.gone_at is null
    ) placed
    where place > 1
), judged as (
    select r.record_no, r.source,
        case when r.standard ?& l.needed then '{}' else array(
            select n || ':missing' from unnest(l.needed) n
            where not r.standard ? n and coalesce(r.faults ->> n, '') <> all(%(faulty)s::text[])
        ) end
        || case when r.faults = '{}' then '{}' else array(
            select f.key || ':' || f.value from jsonb_each_text(r.faults) f
            where f.value = any(%(invalid)s::text[])
               or (f.value = any(%(faulty)s::text[]) and f.key = any(l.needed))
        ) end
        || case when d.at >= %(fresh)s then '{}' else array(
            select a.attribute || ':stale'
            from unnest(%(aged)s::text[], %(not_before)s::timestamptz[]) as a (attribute, since)
            where r.standard ? a.attribute and d.at < a.since
        ) end
        || case when t.record_no is null then '{}' else array[':duplicate'] end
        || array_remove(array[
            case when r.standard ->> l.postcode
                !~ ('^(?:' || (%(shapes)s::jsonb ->> (r.standard ->> l.country)) || ')$')
                then l.postcode || ':postcode_country' end,
            case when r.standard ->> l.phone like '+%%' and not coalesce(
                    %(regions)s::jsonb -> substr(r.standard ->> l.phone, 2, 1),
                    %(regions)s::jsonb -> substr(r.standard ->> l.phone, 2, 2),
                    %(regions)s::jsonb -> substr(r.standard ->> l.phone, 2, 3)
                ) ? (r.standard ->> l.country)
                then l.phone || ':phone_country' end,
            case when r.standard ->> l.birth_date collate "C"
                > to_char(d.at at time zone l.zone, 'YYYY-MM-DD')
                then l.birth_date || ':birth_recorded' end,
            case when (r.standard ->> l.gender, r.faults ->> l.given_name)
                in (('f', 'name.title_m'), ('m', 'name.title_f'))
                then l.gender || ':gender_given_name_title' end,
            case when (r.standard ->> l.gender, r.faults ->> l.family_name)
                in (('f', 'name.title_m'), ('m', 'name.title_f'))
                then l.gender || ':gender_family_name_title' end,
            case when (r.standard ->> l.gender, r.faults ->> l.full_name)
                in (('f', 'name.title_m'), ('m', 'name.title_f'))
                then l.gender || ':gender_full_name_title' end
        ], null) as issues
    from source_record r
    join layout l using (source)
    left join twice t using (record_no)
    cross join lateral (select coalesce(r.updated_at, r.recorded_at) as at) d
    where r.gone_at is null
    -- A fence: the issues of a record are asked twice, and worked out once.
    offset 0
), bucketed as (
    -- Two records of each of so many parts: spread over all, and hardly ever not all of a few.
    select source, issues, count(*) as records, min(record_no) as low, max(record_no) as high
    from judged
    group by source, issues, case when issues = '{}' then 0 else record_no %% 997 end
), kept as (
    insert into quality_pattern (source, issues, records)
    select source, issues, sum(records)::bigint from bucketed group by source, issues
)
insert into quality_example (source, issue, record_no)
select source, issue, record_no
from (
    select source, issue, record_no,
           row_number() over (partition by source, issue order by record_no desc) as place
    from (
        select distinct b.source, i.issue, n.record_no
        from bucketed b
        cross join lateral unnest(b.issues) as i (issue)
        cross join lateral (values (b.low), (b.high)) as n (record_no)
    ) found
) placed
where place <= %(examples)s

-- name: patterns
-- What goes wrong together, and in how many records.
select source, issues, records from quality_pattern

-- name: count_values
-- How many records have a value of each attribute, and how many one that breaks its rule so badly
-- that there is no standard form of it.
select source, attribute, sum(valued)::bigint as valued, sum(unread)::bigint as unread
from (
    select r.source, k.attribute, count(*) as valued, 0 as unread
    from source_record r
    cross join lateral jsonb_object_keys(r.standard) as k (attribute)
    where r.gone_at is null
    group by r.source, k.attribute
    union all
    select r.source, f.key, 0, count(*)
    from source_record r
    cross join lateral jsonb_each_text(r.faults) as f
    where r.gone_at is null and r.faults <> '{}' and f.value = any(%(invalid)s::text[])
      and not r.standard ? f.key
    group by r.source, f.key
) counted
group by source, attribute

-- name: count_pairs
-- How often both attributes of each rule are filled in, by source.
select r.source,
       count(*) filter (where r.standard ? l.postcode and r.standard ? l.country) as postcode_country,
       count(*) filter (where r.standard ? l.phone and r.standard ? l.country) as phone_country,
       count(*) filter (where r.standard ? l.birth_date) as birth_recorded,
       count(*) filter (where r.standard ? l.gender and r.faults ? l.given_name)
           as gender_given_name_title,
       count(*) filter (where r.standard ? l.gender and r.faults ? l.family_name)
           as gender_family_name_title,
       count(*) filter (where r.standard ? l.gender and r.faults ? l.full_name)
           as gender_full_name_title
from source_record r
join unnest(
    %(sources)s::text[], %(postcode)s::text[], %(phone)s::text[], %(birth_date)s::text[],
    %(gender)s::text[], %(given_name)s::text[], %(family_name)s::text[], %(full_name)s::text[],
    %(country)s::text[]
) as l (source, postcode, phone, birth_date, gender, given_name, family_name, full_name, country)
    using (source)
where r.gone_at is null
group by r.source

-- name: count_unique
-- How many different values of each attribute that belongs to one customer, and how many in all.
select r.source, u.attribute, count(distinct r.standard ->> u.attribute) as different,
       count(r.standard ->> u.attribute) as valued
from source_record r
cross join unnest(%(unique)s::text[]) as u (attribute)
where r.gone_at is null
group by r.source, u.attribute

-- name: count_people
-- How many people the linked records of each source are.
select r.source, count(*) as records, count(distinct m.person_id) as people
from source_record r
join membership m using (record_no)
where r.gone_at is null
group by r.source

-- name: count_accuracy
-- Of the newest finished check of each source: values that a colleague found right, of those judged.
select c.source, v.attribute, count(*) filter (where v.verdict = 'right') as correct,
       count(*) as judged
from (
    select distinct on (source) check_no, source
    from accuracy_check
    where finished_at is not null
    order by source, finished_at desc
) c
join accuracy_verdict v using (check_no)
where v.verdict <> 'unknown'
group by c.source, v.attribute

-- name: put_counts
insert into quality_now (source, attribute, dimension, numerator, denominator)
select * from unnest(
    %(sources)s::text[], %(attributes)s::text[], %(dimensions)s::text[], %(numerators)s::bigint[],
    %(denominators)s::bigint[]
)

-- name: drop_accuracy
delete from quality_now where dimension = 'accuracy'
