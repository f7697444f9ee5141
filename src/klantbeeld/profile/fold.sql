-- name: store_people
-- The folded people: parallel arrays, texts in one parameter each with a separator between.
insert into person (person_id, display_name, golden, records, sources, folded_at)
select p.person_id, p.display_name, p.golden::jsonb, p.records, p.sources::text[], %(now)s
from unnest(
    %(people)s::bigint[],
    string_to_array(%(names)s, %(separator)s),
    string_to_array(%(golden)s, %(separator)s),
    %(records)s::bigint[],
    string_to_array(%(sources)s, %(separator)s)
) as p (person_id, display_name, golden, records, sources)
on conflict (person_id) do update
set display_name = excluded.display_name, golden = excluded.golden, records = excluded.records,
    sources = excluded.sources, folded_at = excluded.folded_at

-- name: forget_people
-- People that no record belongs to any more: merged into another, or erased.
delete from person p
where p.person_id = any(%(people)s)
  and not exists (select from membership m where m.person_id = p.person_id)

-- name: lock_sources
-- One landing at a time per source (the landing takes the same lock first): who waits here sees the
-- touchpoints of who went before. Row locks would do too, but could meet those of a load head-on.
select pg_advisory_xact_lock(hashtextextended('land ' || source, 0))
from (
    select distinct source from source_record where record_no = any(%(records)s) order by source
) as folded

-- name: forget_totals
-- Clears what was folded of these records.
delete from record_total where record_no = any(%(records)s)

-- name: fold_totals
-- Folds the touchpoints of these records anew, by type and currency.
insert into record_total (record_no, type, currency, touchpoints, amount, first_at, last_at)
select
    record_no, type, coalesce(currency, ''), count(*), coalesce(sum(amount), 0),
    min(occurred_at), max(occurred_at)
from touchpoint
where record_no = any(%(records)s)
group by record_no, type, coalesce(currency, '')
