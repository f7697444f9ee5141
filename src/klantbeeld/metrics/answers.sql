-- name: items
select item, kind, pillar, stage, lowest, highest, low_is_good, role, type, source, key_field, word,
       number_field, form_field, remark_field, channel_field
from metric_item
order by item collate "C"

-- name: matters
select type, kind, closed_field, contacts_field, reopened_field, transfers_field, delivered_field
from metric_matter
order by type collate "C"

-- name: clear_items
delete from metric_item

-- name: clear_matters
delete from metric_matter

-- name: add_item
insert into metric_item (item, kind, pillar, stage, lowest, highest, low_is_good, role, type, source,
    key_field, word, number_field, form_field, remark_field, channel_field)
values (%(item)s, %(kind)s, %(pillar)s, %(stage)s, %(lowest)s, %(highest)s, %(low_is_good)s,
    %(role)s, %(type)s, %(source)s, %(key_field)s, %(word)s, %(number_field)s, %(form_field)s,
    %(remark_field)s, %(channel_field)s)

-- name: add_matter
insert into metric_matter (type, kind, closed_field, contacts_field, reopened_field, transfers_field,
    delivered_field)
values (%(type)s, %(kind)s, %(closed_field)s, %(contacts_field)s, %(reopened_field)s,
    %(transfers_field)s, %(delivered_field)s)

-- name: forget
-- Not truncated: whoever reads need not wait.
delete from metric_answer_day;
delete from metric_answer_pair_day;
delete from metric_observed_day;
delete from metric_complaint_count

-- name: create_days
create temp table if not exists answer_folding (
    source text not null,
    type text not null,
    day date not null,
    primary key (source, type, day)
) on commit delete rows

-- name: create_marks
-- Every mark of the days, once: the figures by day and those of forms are made from it.
create temp table if not exists answer_mark (
    item text not null,
    role text not null,
    source text not null,
    type text not null,
    day date not null,
    channel text not null,
    form text not null,
    outcome text not null,
    mark numeric,
    remark boolean not null
) on commit delete rows

-- name: forget_days
truncate answer_folding, answer_mark

-- name: take_folded_days
insert into answer_folding
select f.source, f.type, f.day
from folding_day f
where f.type in (select type from metric_item union all select type from metric_matter)

-- name: take_all_days
-- Every day of these types is known since it was folded.
insert into answer_folding
select distinct d.source, d.type, d.day
from metric_day d
where d.type in (select type from metric_item union all select type from metric_matter)

-- name: look_at_days
-- The planner knows nothing of tables filled just now.
analyze answer_folding

-- name: end_answers
delete from metric_answer_day a using answer_folding f, metric_item i
where i.item = a.item and i.type = f.type and a.source = f.source and a.day = f.day

-- name: end_pairs
delete from metric_answer_pair_day p using answer_folding f, metric_item i
where i.item = p.item_a and i.type = f.type and p.source = f.source and p.day = f.day

-- name: end_observed
delete from metric_observed_day o using answer_folding f
where o.type = f.type and o.source = f.source and o.day = f.day

-- name: take_marks
-- An empty field is silence; a mark that the question does not have is told apart.
with spans as materialized (
    select d.day, d.day::timestamp at time zone s.time_zone as starts,
           (d.day + 1)::timestamp at time zone s.time_zone as ends
    from (select distinct f.day from answer_folding f join metric_item i using (type)) d
    cross join metric_setting s
), touched as (
    select t.source, t.type, p.day, t.touchpoint_key, t.detail
    from spans p
    join touchpoint t on t.occurred_at >= p.starts and t.occurred_at < p.ends
    join answer_folding f on f.source = t.source and f.type = t.type and f.day = p.day
), said as (
    select i.item, i.role, t.source, t.type, t.day, i.lowest, i.highest,
           coalesce(lower(btrim(t.detail ->> nullif(i.channel_field, ''))), '') as channel,
           coalesce(nullif(btrim(t.detail ->> nullif(i.form_field, '')), ''), t.touchpoint_key)
               as form,
           nullif(btrim(t.detail ->> i.number_field), '') as text,
           nullif(btrim(t.detail ->> nullif(i.remark_field, '')), '') is not null as remark
    from touched t
    join metric_item i on i.type = t.type and i.source in (t.source, '')
    left join metric_word w
        on w.type = t.type and w.said = lower(btrim(t.detail ->> nullif(i.key_field, '')))
    where i.key_field = ''
       or coalesce(w.word, lower(btrim(t.detail ->> nullif(i.key_field, '')))) = i.word
), numbers as (
    select s.*, case when text ~ '^[+-]?[0-9]{1,6}([.,][0-9]{1,6})?$'
                     then replace(text, ',', '.')::numeric end as number
    from said s
)
insert into answer_mark (item, role, source, type, day, channel, form, outcome, mark, remark)
select item, role, source, type, day, channel, form,
       case when text is null then 'silent'
            when number between lowest and highest then 'answered'
            else 'off_scale' end,
       case when number between lowest and highest then number end, remark
from numbers

-- name: count_answers
insert into metric_answer_day (item, source, day, channel, outcome, level, answers, remarks)
select item, source, day, channel, outcome, coalesce(mark, 0), count(*),
       count(*) filter (where remark)
from answer_mark
group by item, source, day, channel, outcome, coalesce(mark, 0)

-- name: count_pairs
-- Answers of one form belong together when they were asked on one day: a day is folded by itself.
with weighed as (
    select source, day, form, item, avg(mark) as mark
    from answer_mark
    where role <> '' and outcome = 'answered'
    group by source, day, form, item
), whole as (
    select source, day, form
    from weighed
    group by source, day, form
    having count(*) = (select count(*) from metric_item where role <> '')
), marks as materialized (
    select w.* from weighed w join whole using (source, day, form)
)
insert into metric_answer_pair_day (item_a, item_b, source, day, forms, sum_a, sum_b, sum_ab)
select a.item, b.item, a.source, a.day, count(*), sum(a.mark), sum(b.mark), sum(a.mark * b.mark)
from marks a
join marks b using (source, day, form)
where a.item <= b.item
group by a.item, b.item, a.source, a.day

-- name: count_observed
-- What a field does not tell counts for nothing: a share is of the cases of which it is known.
with spans as materialized (
    select d.day, d.day::timestamp at time zone s.time_zone as starts,
           (d.day + 1)::timestamp at time zone s.time_zone as ends, s.time_zone
    from (select distinct f.day from answer_folding f join metric_matter m using (type)) d
    cross join metric_setting s
), touched as (
    select t.source, t.type, p.day, p.time_zone, m.kind, t.occurred_at, t.due_at,
           metric_moment(t.detail ->> nullif(m.closed_field, ''), p.time_zone) as closed,
           metric_moment(t.detail ->> nullif(m.delivered_field, ''), p.time_zone) as delivered,
           metric_count(t.detail ->> nullif(m.contacts_field, '')) as contacts,
           metric_count(t.detail ->> nullif(m.reopened_field, '')) as reopened,
           metric_count(t.detail ->> nullif(m.transfers_field, '')) as transfers
    from spans p
    join touchpoint t on t.occurred_at >= p.starts and t.occurred_at < p.ends
    join answer_folding f on f.source = t.source and f.type = t.type and f.day = p.day
    join metric_matter m on m.type = t.type
)
insert into metric_observed_day (measure, source, type, day, cases, total)
select o.measure, t.source, t.type, t.day, count(*), sum(o.number)
from touched t
cross join lateral (values
    ('first_contact_resolution',
     case when closed is not null and contacts > 0
          then (contacts = 1 and coalesce(reopened, 0) = 0)::integer end),
    ('reopened', (reopened > 0)::integer),
    ('hours_to_resolve', extract(epoch from closed - occurred_at) / 3600),
    ('contacts_per_case', case when contacts > 0 then contacts end),
    ('transfers_per_case', transfers),
    ('delivered_as_promised',
     ((delivered at time zone time_zone)::date <= (due_at at time zone time_zone)::date)::integer)
) o (measure, number)
where o.number is not null
  and case when o.measure = 'delivered_as_promised' then t.kind = 'delivery'
           else t.kind = 'case' end
  and (o.measure <> 'hours_to_resolve' or o.number >= 0)
group by o.measure, t.source, t.type, t.day
