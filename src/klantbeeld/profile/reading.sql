-- name: resolve
-- The person of this number now: an id that was merged is still a record of whoever took it in.
select person_id from membership where record_no = %(number)s

-- name: person_of_record
-- The person of a source's own number.
select m.person_id
from source_record r
join membership m using (record_no)
where r.source = %(source)s and r.source_record_id = %(source_record_id)s

-- name: records
-- The source records of a person, in the order in which they came.
select r.*
from membership m
join source_record r using (record_no)
where m.person_id = %(person_id)s
order by r.record_no

-- name: numbered
-- Source records by their numbers.
select * from source_record where record_no = any(%(records)s) order by record_no

-- name: totals
-- What the touchpoints of these records add up to, by type and currency; those without an amount
-- count under the organisation's own.
select
    type, coalesce(nullif(currency, ''), %(currency)s) as currency, sum(touchpoints)::bigint as touchpoints, sum(amount) as amount,
    min(first_at) as first_at, max(last_at) as last_at
from record_total
where record_no = any(%(records)s) and type = any(%(types)s)
group by 1, 2
order by 1, 2

-- name: timeline
-- Touchpoints of these records, newest first, after the given place in that order.
select
    t.*,
    case when t.type = any(%(order_types)s) then (
        select count(*) from order_line l
        where l.source = t.source and l.order_key = t.touchpoint_key
    ) else 0 end as lines
from touchpoint t
where t.record_no = any(%(records)s) and t.type = any(%(types)s)
  and (
      %(before_at)s::timestamptz is null
      or (t.occurred_at, t.touchpoint_no) < (%(before_at)s, %(before_no)s::bigint)
  )
order by t.occurred_at desc, t.touchpoint_no desc
limit %(limit)s

-- name: touchpoint
-- One touchpoint with the person that it belongs to.
select t.touchpoint_no, t.type, t.source, t.touchpoint_key, m.person_id
from touchpoint t
left join membership m using (record_no)
where t.touchpoint_no = %(touchpoint_no)s

-- name: order_lines
-- The lines of an order with the names of their products.
select l.line_no, l.product_id, p.name as product_name, l.quantity, l.amount
from order_line l
left join product p using (source, product_id)
where l.source = %(source)s and l.order_key = %(order_key)s
order by l.line_no

-- name: feed
-- The touchpoints that happened last, with the person as folded; not what is yet to come.
select
    t.touchpoint_no, t.recorded_at, t.occurred_at, t.type, t.source, t.amount, t.currency,
    p.person_id, p.golden
from touchpoint t
left join membership m using (record_no)
left join person p using (person_id)
where t.type = any(%(types)s) and t.occurred_at <= %(now)s
order by t.occurred_at desc, t.touchpoint_no desc
limit %(limit)s

-- name: events
-- Merges and splits that made these records one person.
select at, kind, person_id, other_id, cause
from person_event
where person_id = any(%(records)s) or other_id = any(%(records)s)
order by at, event_no

-- name: links
-- The stored links between records of one person.
select record_a, record_b, match_weight
from link
where record_a = any(%(records)s) and record_b = any(%(records)s)
order by match_weight desc, record_a, record_b

-- name: household_bonds
-- What every two people of this person's household share, by their records (each pair twice).
with household as (
    select h.person_id
    from household_member own
    join household_member h using (household_id)
    where own.person_id = %(person_id)s
), bond as (
    select a.person_id as person_a, b.person_id as person_b, l.shared
    from household h
    join membership a using (person_id)
    join household_link l on l.record_a = a.record_no
    join membership b on b.record_no = l.record_b
    where a.person_id <> b.person_id and b.person_id in (select person_id from household)
)
select person_a, person_b, bit_or(shared) as shared
from (
    select person_a, person_b, shared from bond
    union all
    select person_b, person_a, shared from bond
) each_way
group by person_a, person_b
order by person_a, person_b
