-- name: held
-- Records with all that linking and folding ask, by number. What they say comes as one JSON text: taken
-- apart here, attribute by attribute, it would cost more than all the rest.
select
    r.record_no, r.source, coalesce(m.person_id, 0) as person_id,
    (extract(epoch from coalesce(r.updated_at, r.recorded_at)) * 1000000)::bigint as at,
    (r.gone_at is not null)::int as gone, nullif(r.faults, '{}')::text as faults,
    r.standard::text as standard
from source_record r
left join membership m using (record_no)
where r.record_no = any(%(records)s::bigint[])
order by r.record_no

-- name: told
-- What records say, by number, and nothing else.
select record_no, source, standard::text as standard
from source_record
where record_no = any(%(records)s::bigint[])
order by record_no
