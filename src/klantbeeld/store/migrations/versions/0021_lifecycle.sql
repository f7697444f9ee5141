create table lifecycle_state (
    only_one boolean primary key default true check (only_one),
    day date,
    rules text not null default '',
    worth_from numeric(16, 2),
    left_out bigint not null default 0
);
comment on table lifecycle_state is 'As of which day and by which rules the stages were told.';
comment on column lifecycle_state.rules is 'Other rules mean telling every stage and move anew.';
comment on column lifecycle_state.worth_from is
    'From what somebody brought in a year on a customer is valuable: who slips raises an alert.';
comment on column lifecycle_state.left_out is 'Buyers whom no stage may be told of.';
insert into lifecycle_state default values;

create table person_stage (
    person_id bigint primary key,
    stage text not null
        check (stage in ('new', 'active', 'loyal', 'won_back', 'at_risk', 'lost')),
    since date not null,
    first_on date not null,
    last_on date not null,
    purchases integer not null,
    recent integer not null,
    rhythm_days double precision,
    risk_on date not null,
    lost_on date not null,
    worth numeric(16, 2) not null
);
create index person_stage_by_stage on person_stage (stage, worth desc);
comment on table person_stage is
    'Where each customer stands in the lifecycle, from the orders alone; who is not here never '
    'bought, or is left out of profiling.';
comment on column person_stage.purchases is 'Days with a purchase.';
comment on column person_stage.recent is 'Of those, in the time in which a loyal customer is one.';
comment on column person_stage.rhythm_days is 'Mean days between purchases, from three on.';
comment on column person_stage.risk_on is 'At risk from then on, without a purchase.';
comment on column person_stage.lost_on is 'Lost from then on, without a purchase.';
comment on column person_stage.worth is
    'Ordered less returned in the year up to the last purchase: what goes when they go.';

create table person_stage_move (
    person_id bigint not null,
    month date not null,
    from_stage text not null,
    to_stage text not null,
    worth numeric(16, 2) not null,
    primary key (person_id, month)
);
create index person_stage_move_by_month on person_stage_move (month);
comment on table person_stage_move is
    'Who stood elsewhere at the end of a month (or now) than at the end of the month before.';

create table metric_stage_flow (
    month date not null,
    from_stage text not null,
    to_stage text not null,
    customers bigint not null,
    amount numeric(18, 2) not null,
    primary key (month, from_stage, to_stage)
);
comment on table metric_stage_flow is
    'Customers who moved from stage to stage in a month, and what they had brought in a year.';

create view metric_stage_month as
with months as (
    select generate_series(min(month), max(month), interval '1 month')::date as month
    from metric_stage_flow
), moved as (
    select month, to_stage as stage, customers from metric_stage_flow
    union all
    select month, from_stage, -customers from metric_stage_flow
)
select n.month, m.stage, sum(m.customers)::bigint as customers
from months n join moved m on m.month <= n.month
where m.stage <> 'prospect'
group by n.month, m.stage
having sum(m.customers) <> 0;
comment on view metric_stage_month is 'Customers by stage at the end of each month.';

create table lifecycle_alert (
    person_id bigint not null,
    since date not null,
    from_stage text not null,
    to_stage text not null,
    worth numeric(16, 2) not null,
    handled_by text,
    handled_at timestamptz,
    primary key (person_id, since),
    check ((handled_by is null) = (handled_at is null))
);
comment on table lifecycle_alert is
    'Valuable customers who came to be at risk or lost, and who did something about it.';

create function lifecycle_forget() returns trigger language plpgsql as $$
begin
    with gone as (
        delete from person_stage_move v using forgotten f
        where v.person_id = f.person_id
        returning v.month, v.from_stage, v.to_stage, v.worth
    )
    insert into metric_stage_flow
    select month, from_stage, to_stage, -count(*), -sum(worth) from gone
    group by month, from_stage, to_stage
    on conflict (month, from_stage, to_stage) do update
    set customers = metric_stage_flow.customers + excluded.customers,
        amount = metric_stage_flow.amount + excluded.amount;
    delete from person_stage s using forgotten f where s.person_id = f.person_id;
    delete from lifecycle_alert a using forgotten f where a.person_id = f.person_id;
    delete from metric_stage_flow where customers = 0;
    return null;
end
$$;
comment on function lifecycle_forget() is 'Who was erased or merged is at once in no stage or figure.';
create trigger person_leaves_lifecycle after delete on person
    referencing old table as forgotten
    for each statement execute function lifecycle_forget();
