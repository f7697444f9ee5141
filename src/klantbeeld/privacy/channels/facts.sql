-- name: contact_points
-- The values of these attributes on the records of these people, and whether somebody can be
-- reached by them; what the person corrected is right.
select m.person_id, m.record_no, r.source, a.type, r.standard ->> a.attribute as value,
       coalesce(r.faults ->> a.attribute, 'corrected') = 'corrected' as valid
from membership m
join source_record r using (record_no),
     unnest(%(attributes)s::text[], %(types)s::text[]) as a (attribute, type)
where m.person_id = any(%(people)s::bigint[]) and r.standard ->> a.attribute is not null

-- name: sales
-- When each record of these people was sold something last, for money.
select m.person_id, m.record_no, r.source, max(t.last_at) as last_at
from membership m
join source_record r using (record_no)
join record_total t using (record_no)
where m.person_id = any(%(people)s::bigint[]) and t.type = any(%(types)s::text[])
  and t.amount > 0
group by m.person_id, m.record_no, r.source

-- name: open_cases
-- Who of these people has a matter of these types and statuses open, and whether any of them is a
-- complaint: of a type that is, or whose field says so.
select m.person_id, bool_or(c.type is not null) as complaint
from membership m
join touchpoint t using (record_no)
join unnest(%(open_types)s::text[], %(open_statuses)s::text[]) as o (type, status)
    on o.type = t.type and o.status = t.status
left join unnest(%(types)s::text[], %(fields)s::text[], %(words)s::text[]) as c (type, field, word)
    on c.type = t.type and (c.field = '' or lower(btrim(t.detail ->> nullif(c.field, ''))) = c.word)
where m.person_id = any(%(people)s::bigint[])
group by m.person_id

-- name: withdrawals
-- What these people said for purposes of marketing, by one channel or by every one.
select m.person_id, s.statement_no, s.record_no, s.purpose, s.channel, s.decision, s.at,
       s.recorded_at, s.text_version, s.by_representative,
       s.superseded_at is not null as superseded
from membership m
join consent_statement s using (record_no)
where m.person_id = any(%(people)s::bigint[]) and s.purpose = any(%(purposes)s::text[])
  and s.channel in (%(channel)s, '')

-- name: points_of_records
-- The values of these attributes on these records.
select r.record_no, r.source, a.type, r.standard ->> a.attribute as value, true as valid
from source_record r,
     unnest(%(attributes)s::text[], %(types)s::text[]) as a (attribute, type)
where r.record_no = any(%(records)s::bigint[]) and r.standard ->> a.attribute is not null
