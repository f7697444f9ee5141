-- name: whole
-- A person in one statement: a page asks eight things of it, and eight ways to the server and back cost
-- three times what the reading costs. Lists come in one JSON text; amounts as text, to lose no cent.
with who as materialized (
    select m.person_id,
           exists (
               select from membership own
               join record_mark k using (record_no)
               where own.person_id = m.person_id and k.ended_at is null
           ) as marked
    from membership m
    where m.record_no = %(number)s
), own as materialized (
    select r.* from who join membership using (person_id) join source_record r using (record_no)
), numbers as materialized (
    select coalesce(array_agg(record_no), '{}') as records from own
), mate as materialized (
    select h.person_id
    from who
    join household_member o using (person_id)
    join household_member h using (household_id)
)
select who.person_id, who.marked, p.folded_at,
    json_build_object(
        'records', (
            select coalesce(json_agg(r), '[]')
            from (
                select record_no, source, source_record_id, version, delivered, standard, faults,
                       updated_at, recorded_at, gone_at
                from own
                order by record_no
            ) r
        ),
        'totals', (
            select coalesce(json_agg(t), '[]')
            from (
                select type, coalesce(nullif(currency, ''), %(currency)s) as currency,
                       sum(touchpoints)::bigint as touchpoints, sum(amount)::text as amount,
                       min(first_at) as first_at, max(last_at) as last_at
                from record_total
                where record_no = any((select records from numbers)::bigint[])
                  and type = any(%(types)s::text[])
                group by 1, 2
                order by 1, 2
            ) t
        ),
        'timeline', (
            select coalesce(json_agg(t), '[]')
            from (
                select t.touchpoint_no, t.type, t.source, t.source_record_id, t.touchpoint_key,
                       t.occurred_at, t.amount::text as amount, t.currency, t.status, t.due_at,
                       t.detail,
                       case when t.type = any(%(order_types)s::text[]) then (
                           select count(*) from order_line l
                           where l.source = t.source and l.order_key = t.touchpoint_key
                       ) else 0 end as lines
                from touchpoint t
                where t.record_no = any((select records from numbers)::bigint[])
                  and t.type = any(%(shown_types)s::text[])
                  and (
                      %(before_at)s::timestamptz is null
                      or (t.occurred_at, t.touchpoint_no) < (%(before_at)s, %(before_no)s::bigint)
                  )
                order by t.occurred_at desc, t.touchpoint_no desc
                limit %(limit)s
            ) t
        ),
        'open_matters', (
            select coalesce(json_agg(t), '[]')
            from (
                select t.touchpoint_no, t.type, t.source, t.source_record_id, t.touchpoint_key,
                       t.occurred_at, t.amount::text as amount, t.currency, t.status, t.due_at,
                       t.detail,
                       case when t.type = any(%(order_types)s::text[]) then (
                           select count(*) from order_line l
                           where l.source = t.source and l.order_key = t.touchpoint_key
                       ) else 0 end as lines
                from touchpoint t
                join unnest(%(open_types)s::text[], %(open_statuses)s::text[]) as o (type, status)
                    on o.type = t.type and o.status = t.status
                where t.record_no = any((select records from numbers)::bigint[])
                order by t.due_at nulls last, t.occurred_at desc, t.touchpoint_no
                limit %(most_open)s
            ) t
        ),
        'events', (
            select coalesce(json_agg(e), '[]')
            from (
                select at, kind, person_id, other_id, cause
                from person_event
                where person_id = any((select records from numbers)::bigint[])
                   or other_id = any((select records from numbers)::bigint[])
                order by at, event_no
            ) e
        ),
        'bonds', (
            select coalesce(json_agg(b), '[]')
            from (
                -- A pair whose links run both ways stands twice.
                select a.person_id as person_a, b.person_id as person_b, bit_or(l.shared) as shared
                from mate
                join membership a using (person_id)
                join household_link l on l.record_a = a.record_no
                join membership b on b.record_no = l.record_b
                where a.person_id <> b.person_id and b.person_id in (select person_id from mate)
                group by a.person_id, b.person_id
            ) b
        ),
        'mates', (
            select coalesce(json_agg(f), '[]')
            from (
                select person_id, golden
                from mate join person using (person_id)
                where person_id <> who.person_id
            ) f
        )
    )::text as lists
from who
left join person p using (person_id)
