-- Made anew: who is left out is told by its own table. Everybody is looked at anew.
drop view metric_clv_month;
drop table value_state;
create table value_state (
    only_one boolean primary key default true check (only_one),
    run_no integer not null default 0,
    scored_at timestamptz,
    day date,
    before_day date,
    lifetime_model_no bigint references value_model,
    churn_model_no bigint references value_model,
    terms jsonb not null default '{}',
    total_low numeric(18, 2),
    total_high numeric(18, 2),
    by_consent boolean not null default false
);
comment on table value_state is 'How and as of when people were scored the last time as a whole.';
comment on column value_state.run_no is 'Counts the times; a score of an earlier one is outdated.';
comment on column value_state.day is 'The day from which is looked ahead, local.';
comment on column value_state.before_day is 'The day with which it is compared.';
comment on column value_state.terms is 'The settings that it was done with; others mean doing it anew.';
comment on column value_state.by_consent is 'Whether the purpose rests on consent.';
insert into value_state default values;

create view metric_clv_month as
select month, dimension, part, customers, value from metric_value_past
union all
select date_trunc('month', s.day)::date, p.dimension, p.part, p.customers, p.value
from metric_value_part p cross join value_state s
where s.day is not null and s.lifetime_model_no is not null and p.customers > 0
  and p.dimension in ('', 'channel');
comment on view metric_clv_month is
    'Customers and their lifetime value at the end of each month, and now.';
alter table lifecycle_state drop column left_out;

create table value_left_out (
    person_id bigint primary key,
    bars text[] not null
);
comment on table value_left_out is
    'Buyers who are not scored and stand in no stage, since they object, refuse or did not agree.';
comment on column value_left_out.bars is
    'Why; empty from the moment that they are marked until the next turn looks.';

create function lifecycle_leave(people bigint[]) returns void language plpgsql as $$
begin
    with gone as (
        delete from person_stage_move v using unnest(people) as f (person_id)
        where v.person_id = f.person_id
        returning v.month, v.from_stage, v.to_stage, v.worth
    )
    insert into metric_stage_flow
    select month, from_stage, to_stage, -count(*), -sum(worth) from gone
    group by month, from_stage, to_stage
    order by month, from_stage, to_stage
    on conflict (month, from_stage, to_stage) do update
    set customers = metric_stage_flow.customers + excluded.customers,
        amount = metric_stage_flow.amount + excluded.amount;
    delete from person_stage s using unnest(people) as f (person_id)
    where s.person_id = f.person_id;
    delete from lifecycle_alert a using unnest(people) as f (person_id)
    where a.person_id = f.person_id;
    delete from metric_stage_flow where customers = 0;
end
$$;
comment on function lifecycle_leave is 'These people are in no stage, move, alert or figure of them.';

create or replace function lifecycle_forget() returns trigger language plpgsql as $$
begin
    perform lifecycle_leave(array(select person_id from forgotten));
    return null;
end
$$;

create function value_leave(people bigint[]) returns void language plpgsql as $$
declare
    told bigint[];
begin
    if people = '{}' then
        return;
    end if;
    perform from person p where p.person_id = any(people) order by p.person_id for key share;
    told := array(
        select person_id from person_value where person_id = any(people)
        union
        select person_id from person_stage where person_id = any(people)
    );
    -- Whoever tells stages now passes them over, or sees them in the next turn.
    if pg_try_advisory_xact_lock(hashtextextended('lifecycle', 0)) then
        perform lifecycle_leave(people);
    end if;
    insert into value_left_out (person_id, bars)
    select person_id, '{}' from unnest(told) as t (person_id) order by person_id
    on conflict (person_id) do nothing;
    delete from person_value v using unnest(people) as g (person_id)
    where v.person_id = g.person_id;
    insert into value_waiting (person_id) select unnest(people);
end
$$;
comment on function value_leave is
    'These people are in no score, stage or figure from now on, and are looked at anew.';

create or replace function person_value_of_nobody() returns trigger language plpgsql as $$
begin
    delete from value_left_out l using gone g where l.person_id = g.person_id;
    delete from person_value v using gone g where v.person_id = g.person_id;
    return null;
end
$$;

create or replace function person_value_marked() returns trigger language plpgsql as $$
begin
    perform value_leave(
        array(select distinct m.person_id from membership m join marked k using (record_no))
    );
    return null;
end
$$;
comment on function person_value_marked() is
    'Who objects, or takes it back, loses scores and stage at once, and is looked at anew.';

create or replace function person_value_agreed() returns trigger language plpgsql as $$
begin
    perform value_leave(array(
        select distinct m.person_id
        from said join membership m using (record_no) cross join value_state s
        where s.by_consent and said.purpose = s.terms ->> 'purpose'
    ));
    return null;
end
$$;
comment on function person_value_agreed() is
    'Where the purpose rests on consent: who says yes or no to it is looked at anew, unscored.';
