-- name: of_all
-- Contracts of everybody by local day: how the end was written (0: it runs on, 1: a day, 2: no
-- moment), and how the amount was (0: none, 1: in the organisation's currency, 2: in another).
copy (
    select m.person_id,
           ((t.occurred_at at time zone %(zone)s)::date - date '1970-01-01')::bigint as start,
           case when e.told = 1 then
               ((e.moment at time zone %(zone)s)::date - date '1970-01-01')::bigint
           else 0 end as ends,
           e.told::bigint,
           coalesce(t.amount, 0)::float8 as amount,
           (case when t.amount is null then 0
                 when coalesce(t.currency, %(currency)s) = %(currency)s then 1
                 else 2 end)::bigint as money
    from touchpoint t
    join membership m on m.record_no = t.record_no
    cross join lateral (select trim(coalesce(t.detail ->> %(field)s, '')) as said) d
    cross join lateral (select metric_moment(d.said, %(zone)s) as moment) w
    cross join lateral (
        select w.moment,
               case when d.said = '' then 0
                    when w.moment is null or not isfinite(w.moment) then 2
                    else 1 end as told
    ) e
    where t.source = any(%(sources)s::text[]) and t.type = %(type)s
) to stdout (format binary)

-- name: of_some
-- The same of these people.
copy (
    select m.person_id,
           ((t.occurred_at at time zone %(zone)s)::date - date '1970-01-01')::bigint as start,
           case when e.told = 1 then
               ((e.moment at time zone %(zone)s)::date - date '1970-01-01')::bigint
           else 0 end as ends,
           e.told::bigint,
           coalesce(t.amount, 0)::float8 as amount,
           (case when t.amount is null then 0
                 when coalesce(t.currency, %(currency)s) = %(currency)s then 1
                 else 2 end)::bigint as money
    from membership m
    join touchpoint t on t.record_no = m.record_no
    cross join lateral (select trim(coalesce(t.detail ->> %(field)s, '')) as said) d
    cross join lateral (select metric_moment(d.said, %(zone)s) as moment) w
    cross join lateral (
        select w.moment,
               case when d.said = '' then 0
                    when w.moment is null or not isfinite(w.moment) then 2
                    else 1 end as told
    ) e
    where m.person_id = any(%(people)s::bigint[]) and t.source = any(%(sources)s::text[])
      and t.type = %(type)s
) to stdout (format binary)
