-- name: some
-- Touchpoints by their numbers, as they are now.
select touchpoint_no, source, type, record_no, occurred_at, detail
from touchpoint
where touchpoint_no = any(%(touchpoints)s::bigint[])

-- name: all_after
-- The touchpoints of one source and type, in the order of their numbers, after one of them.
select touchpoint_no, source, type, record_no, occurred_at, detail
from touchpoint
where source = %(source)s and type = %(type)s and touchpoint_no > %(after)s
order by touchpoint_no
limit %(limit)s

-- name: supersede
-- What these touchpoints said before, where they say something else now.
update consent_statement s
set superseded_at = %(now)s
from unnest(
    %(touchpoints)s::bigint[], %(purposes)s::text[], %(channels)s::text[], %(decisions)s::text[],
    %(moments)s::timestamptz[], %(texts)s::text[], %(by_representatives)s::boolean[]
) as n (touchpoint_no, purpose, channel, decision, at, text_version, by_representative)
where s.touchpoint_no = n.touchpoint_no and s.superseded_at is null
  and (s.purpose, s.channel, s.decision, s.at, s.text_version, s.by_representative)
      is distinct from
      (n.purpose, n.channel, n.decision, n.at, n.text_version, n.by_representative)

-- name: add
-- What these touchpoints say, unless it stands already.
insert into consent_statement
    (record_no, touchpoint_no, purpose, channel, decision, at, recorded_at, text_version,
     by_representative, given_via, actor, via, said)
select t.record_no, t.touchpoint_no, n.purpose, n.channel, n.decision, n.at, %(now)s,
       n.text_version, n.by_representative, n.given_via, t.source, 'source', n.said
from unnest(
    %(touchpoints)s::bigint[], %(purposes)s::text[], %(channels)s::text[], %(decisions)s::text[],
    %(moments)s::timestamptz[], %(texts)s::text[], %(by_representatives)s::boolean[],
    %(given_via)s::text[], %(said)s::jsonb[]
) as n (touchpoint_no, purpose, channel, decision, at, text_version, by_representative, given_via,
        said)
join touchpoint t using (touchpoint_no)
where not exists (
    select from consent_statement s
    where s.touchpoint_no = n.touchpoint_no and s.superseded_at is null
)
order by t.touchpoint_no

-- name: move
-- What these touchpoints said stands on the record that they hang on now.
update consent_statement s
set record_no = t.record_no
from touchpoint t
where t.touchpoint_no = s.touchpoint_no and t.touchpoint_no = any(%(touchpoints)s::bigint[])
  and s.record_no is distinct from t.record_no

-- name: hang
-- Statements that came before their record stand on it now.
update consent_statement s
set record_no = t.record_no
from touchpoint t
where t.record_no = any(%(records)s::bigint[]) and s.touchpoint_no = t.touchpoint_no
  and s.record_no is null

-- name: lock
-- Who reads them anew does so alone.
select pg_advisory_xact_lock(hashtextextended('consent reading', 0))

-- name: fingerprint
-- By which declarations the delivered consents were read.
select fingerprint from consent_reading

-- name: set_fingerprint
insert into consent_reading (fingerprint) values (%(fingerprint)s)
on conflict (only_one) do update set fingerprint = excluded.fingerprint
