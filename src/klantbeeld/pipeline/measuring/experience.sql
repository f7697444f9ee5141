-- name: requests
-- Requests about data that came in since a moment: when, when they were ended, and whether the term
-- was extended.
select q.received_at,
       min(e.at) filter (where e.kind in ('refused', 'answered')) as ended_at,
       bool_or(e.kind = 'extended') as extended,
       bool_or(e.kind = 'withdrawn') as withdrawn
from rights_request q
left join rights_event e using (request_no)
where q.received_at >= %(since)s
group by q.request_no, q.received_at

-- name: offers
-- Offers on which customers said something since a moment; an act stands on each of their records.
select count(distinct act_no) as cases,
       count(distinct act_no) filter (where outcome = 'accepted') as accepted
from offer_outcome
where ended_at is null and at >= %(since)s

-- name: counted
select counted_on, complaints, mailed, open from metric_complaint_count

-- name: lock
-- Of two who count, the second reads what the first counted.
select pg_advisory_xact_lock(hashtextextended('complaints', 0))

-- name: count_complaints
-- Complaints since a moment, whether they are open, and whether a mailing went out meanwhile.
with complaint as materialized (
    select m.person_id, t.occurred_at as opened, o.status is not null as open,
           case when o.status is not null then %(now)s::timestamptz
                else metric_moment(t.detail ->> nullif(c.closed_field, ''), %(zone)s) end as closed
    from touchpoint t
    join membership m using (record_no)
    join unnest(%(types)s::text[], %(fields)s::text[], %(words)s::text[], %(closed_fields)s::text[])
        as c (type, field, word, closed_field)
        on c.type = t.type and (c.field = '' or lower(btrim(t.detail ->> nullif(c.field, ''))) = c.word)
    left join unnest(%(open_types)s::text[], %(open_statuses)s::text[]) as o (type, status)
        on o.type = t.type and o.status = t.status
    where t.occurred_at >= %(since)s
)
insert into metric_complaint_count (counted_on, complaints, mailed, open)
select %(today)s, count(*), count(*) filter (where mailed), count(*) filter (where open)
from (
    select c.open, exists (
        select from membership own
        join touchpoint s on s.record_no = own.record_no
        where own.person_id = c.person_id and s.type = any(%(sends)s::text[])
          and s.occurred_at > c.opened and s.occurred_at < c.closed
    ) as mailed
    from complaint c
    where c.closed is not null
) judged
on conflict (only_one) do update
set counted_on = excluded.counted_on, complaints = excluded.complaints, mailed = excluded.mailed,
    open = excluded.open
