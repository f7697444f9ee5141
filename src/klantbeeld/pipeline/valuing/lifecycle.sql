-- name: lock
-- One tells stages at a time.
select pg_advisory_xact_lock(hashtextextended('lifecycle', 0))

-- name: state
select day, rules, worth_from from lifecycle_state

-- name: set_state
update lifecycle_state
set day = %(day)s, rules = %(rules)s, worth_from = %(worth_from)s

-- name: create_stages
create temp table if not exists staged_stage (
    person_id bigint primary key,
    stage bigint not null,
    since bigint not null,
    first_on bigint not null,
    last_on bigint not null,
    purchases bigint not null,
    recent bigint not null,
    rhythm_days double precision not null,
    risk_on bigint not null,
    lost_on bigint not null,
    worth double precision not null,
    slipped_from bigint not null
) on commit delete rows

-- name: create_moves
create temp table if not exists staged_move (
    person_id bigint not null,
    month bigint not null,
    from_stage bigint not null,
    to_stage bigint not null,
    worth double precision not null,
    primary key (person_id, month)
) on commit delete rows

-- name: create_people
create temp table if not exists staged_person (person_id bigint primary key) on commit delete rows

-- name: copy_stages
copy staged_stage from stdin (format binary)

-- name: copy_moves
copy staged_move from stdin (format binary)

-- name: clear
-- Told before in the same transaction.
truncate staged_stage, staged_move, staged_person

-- name: add_people
insert into staged_person select distinct unnest(%(people)s::bigint[])

-- name: add_all_people
-- Everybody who has a stage or gets one.
insert into staged_person
select person_id from staged_stage union select person_id from person_stage
union select person_id from person_stage_move

-- name: forget_known_moves
-- Of whoever was told before, the months that are over are as they were.
delete from staged_move v using person_stage s
where s.person_id = v.person_id and v.month < %(from_month)s

-- name: analyse
-- The planner knows nothing of tables filled just now.
analyze staged_stage, staged_move, staged_person

-- name: pass_over
-- Who objected since their purchases were read.
with out as (
    delete from staged_move v using value_left_out l where l.person_id = v.person_id
)
delete from staged_stage g using value_left_out l where l.person_id = g.person_id

-- name: hold_people
-- Who is erased or merged at this moment waits for us; who is gone already stays away.
with touched as (
    select person_id from staged_move
    union
    select g.person_id
    from staged_stage g left join person_stage s using (person_id)
    where s.person_id is null
), held as (
    select p.person_id from person p join touched using (person_id) for key share of p
), gone as (
    delete from staged_move v
    where not exists (select from held h where h.person_id = v.person_id)
)
delete from staged_stage g
where not exists (select from held h where h.person_id = g.person_id)
  and not exists (select from person_stage s where s.person_id = g.person_id)

-- name: end_moves
-- Taken out of the figures as they were: every month of who is new or no longer told, else the
-- months that were told anew.
with gone as (
    delete from person_stage_move v
    using staged_person p
    where v.person_id = p.person_id
      and (v.month >= %(from_day)s
           or not exists (select from staged_stage g where g.person_id = v.person_id))
    returning v.month, v.from_stage, v.to_stage, v.worth
)
insert into metric_stage_flow (month, from_stage, to_stage, customers, amount)
select month, from_stage, to_stage, -count(*), -sum(worth) from gone
group by month, from_stage, to_stage
on conflict (month, from_stage, to_stage) do update
set customers = metric_stage_flow.customers + excluded.customers,
    amount = metric_stage_flow.amount + excluded.amount

-- name: add_moves
-- And put back as they are.
with come as (
    insert into person_stage_move (person_id, month, from_stage, to_stage, worth)
    select person_id, (date '1970-01-01' + make_interval(months => month::integer))::date,
           (%(stages)s::text[])[from_stage + 1], (%(stages)s::text[])[to_stage + 1],
           worth::numeric(16, 2)
    from staged_move
    returning month, from_stage, to_stage, worth
)
insert into metric_stage_flow (month, from_stage, to_stage, customers, amount)
select month, from_stage, to_stage, count(*), sum(worth) from come
group by month, from_stage, to_stage
on conflict (month, from_stage, to_stage) do update
set customers = metric_stage_flow.customers + excluded.customers,
    amount = metric_stage_flow.amount + excluded.amount

-- name: end_empty_flows
delete from metric_stage_flow where customers = 0

-- name: end_stages
-- Who is no longer told: nothing bought any more, or left out of profiling.
delete from person_stage s using staged_person p
where s.person_id = p.person_id
  and not exists (select from staged_stage g where g.person_id = s.person_id)

-- name: set_stages
update person_stage s
set stage = n.stage, since = n.since, first_on = n.first_on, last_on = n.last_on,
    purchases = n.purchases, recent = n.recent, rhythm_days = n.rhythm_days, risk_on = n.risk_on,
    lost_on = n.lost_on, worth = n.worth
from (
    select person_id, (%(stages)s::text[])[stage + 1] as stage,
           date '1970-01-01' + since::integer as since,
           date '1970-01-01' + first_on::integer as first_on,
           date '1970-01-01' + last_on::integer as last_on,
           purchases::integer, recent::integer, nullif(rhythm_days, 'NaN') as rhythm_days,
           date '1970-01-01' + risk_on::integer as risk_on,
           date '1970-01-01' + lost_on::integer as lost_on, worth::numeric(16, 2) as worth
    from staged_stage
) n
where s.person_id = n.person_id
  and (s.stage, s.since, s.first_on, s.last_on, s.purchases, s.recent, s.rhythm_days, s.risk_on,
       s.lost_on, s.worth)
      is distinct from
      (n.stage, n.since, n.first_on, n.last_on, n.purchases, n.recent, n.rhythm_days, n.risk_on,
       n.lost_on, n.worth)

-- name: add_stages
insert into person_stage (person_id, stage, since, first_on, last_on, purchases, recent,
    rhythm_days, risk_on, lost_on, worth)
select g.person_id, (%(stages)s::text[])[g.stage + 1], date '1970-01-01' + g.since::integer,
       date '1970-01-01' + g.first_on::integer, date '1970-01-01' + g.last_on::integer,
       g.purchases, g.recent, nullif(g.rhythm_days, 'NaN'), date '1970-01-01' + g.risk_on::integer,
       date '1970-01-01' + g.lost_on::integer, g.worth::numeric(16, 2)
from staged_stage g
where not exists (select from person_stage s where s.person_id = g.person_id)

-- name: end_alerts
-- What nobody took in hand and holds no longer; and everything about who is no longer told.
delete from lifecycle_alert a using staged_person p
where a.person_id = p.person_id
  and (a.handled_at is null
       and not exists (
            select from person_stage s
            where s.person_id = a.person_id and s.stage = a.to_stage and s.since = a.since
              and s.stage = any(%(alerting)s::text[]) and s.since > %(oldest)s
              and s.worth >= %(worth_from)s)
       or not exists (select from person_stage s where s.person_id = a.person_id))

-- name: add_alerts
insert into lifecycle_alert (person_id, since, from_stage, to_stage, worth)
select s.person_id, s.since, (%(stages)s::text[])[g.slipped_from + 1], s.stage, s.worth
from staged_stage g join person_stage s using (person_id)
where s.stage = any(%(alerting)s::text[]) and s.since > %(oldest)s and s.worth > 0
  and s.worth >= %(worth_from)s
on conflict (person_id, since) do update
set from_stage = excluded.from_stage, to_stage = excluded.to_stage, worth = excluded.worth
