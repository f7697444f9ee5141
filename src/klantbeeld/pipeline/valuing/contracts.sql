-- name: contracts
-- Contracts of these people, or of everybody, by local day: how the end was written (0: it runs on, 1: a day, 2: no
-- moment), and how the amount was (0: none, 1: in the organisation's currency, 2: in another).
-- Each way of writing an end is read once: there are fewer days than contracts.
with held as materialized (
    select m.person_id, t.occurred_at, t.amount, t.currency,
           trim(coalesce(t.detail ->> %(field)s, '')) as said
    from touchpoint t
    join membership m on m.record_no = t.record_no
    where t.source = any(%(sources)s::text[]) and t.type = %(type)s
      and (%(people)s::bigint[] is null or m.person_id = any(%(people)s::bigint[]))
), read as materialized (
    select d.said, metric_moment(d.said, %(zone)s) as moment
    from (select distinct said from held where said <> '') d
)
select h.person_id,
       ((h.occurred_at at time zone %(zone)s)::date - date '1970-01-01')::bigint as start,
       case when isfinite(r.moment) then
           ((r.moment at time zone %(zone)s)::date - date '1970-01-01')::bigint
       else 0 end as ends,
       (case when h.said = '' then 0 when isfinite(r.moment) then 1 else 2 end)::bigint as told,
       coalesce(h.amount, 0)::float8 as amount,
       (case when h.amount is null then 0
             when coalesce(h.currency, %(currency)s) = %(currency)s then 1
             else 2 end)::bigint as money
from held h
left join read r on r.said = h.said
