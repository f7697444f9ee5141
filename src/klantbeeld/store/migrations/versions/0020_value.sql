-- What customers are worth and whether they stay: models as versions, scores of people, and sums.
create table value_model (
    model_no bigint generated always as identity primary key,
    kind text not null,
    version integer not null,
    made_at timestamptz not null,
    state text not null check (state in ('live', 'retired', 'refused')),
    content jsonb,
    told jsonb not null,
    unique (kind, version),
    check (state = 'refused' or content is not null)
);
create unique index value_model_live on value_model (kind) where state = 'live';
comment on table value_model is
    'Models of customer value, made once and frozen; refused: there was too little to learn from.';
comment on column value_model.kind is 'lifetime_value, churn or offers.';
comment on column value_model.content is 'Parameters: all that it takes to score anybody.';
comment on column value_model.told is
    'What its page says: data used, back-test, calibration, limits, who was left out.';

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
    left_out jsonb not null default '{}',
    by_consent boolean not null default false
);
comment on table value_state is 'How and as of when people were scored the last time as a whole.';
comment on column value_state.run_no is 'Counts the times; a score of an earlier one is outdated.';
comment on column value_state.day is 'The day from which is looked ahead, local.';
comment on column value_state.before_day is 'The day with which it is compared.';
comment on column value_state.terms is 'The settings that it was done with; others mean doing it anew.';
comment on column value_state.left_out is 'How many people are not scored, by reason.';
comment on column value_state.by_consent is 'Whether the purpose rests on consent.';
insert into value_state default values;

create table person_value (
    person_id bigint primary key,
    run_no integer not null,
    first_on date not null,
    last_on date not null,
    channel text not null,
    value numeric(14, 2),
    low numeric(14, 2),
    high numeric(14, 2),
    before numeric(14, 2) not null default 0,
    arrived numeric(14, 2) not null default 0,
    bought numeric(14, 2) not null default 0,
    away numeric(14, 2) not null default 0,
    per_purchase numeric(14, 2) not null default 0,
    churn numeric(7, 6),
    active boolean not null,
    recent numeric(14, 2) not null
);
create index person_value_by_value on person_value (value desc nulls last);
comment on table person_value is
    'Estimates of each customer, made by the models in use; who objects is not in it.';
comment on column person_value.channel is 'The source through which the first order came.';
comment on column person_value.value is
    'Expected discounted margin over the horizon: 90 of 100 times between low and high. Empty '
    'without a model.';
comment on column person_value.before is
    'The same, of what was known at the day of comparison; the four that follow lead to value.';
comment on column person_value.arrived is 'All of it, of who first bought since.';
comment on column person_value.bought is 'More purchases to be expected, of who bought since.';
comment on column person_value.away is 'Fewer, of who did not.';
comment on column person_value.per_purchase is 'More or less to be expected per purchase.';
comment on column person_value.churn is 'Probability of no purchase in the horizon of churn.';
comment on column person_value.active is 'Whether something was bought within that time before.';
comment on column person_value.recent is 'Margin of that time before, less what came back.';

create table metric_value_part (
    dimension text not null check (dimension in ('', 'channel', 'cohort', 'risk')),
    part text not null,
    customers bigint not null,
    value numeric(20, 2) not null,
    before numeric(20, 2) not null,
    arrived numeric(20, 2) not null,
    bought numeric(20, 2) not null,
    away numeric(20, 2) not null,
    per_purchase numeric(20, 2) not null,
    active bigint not null,
    leaving numeric(20, 6) not null,
    leaving_value numeric(20, 2) not null,
    primary key (dimension, part)
);
comment on table metric_value_part is 'The scores of people added up, in step with every change.';
comment on column metric_value_part.part is
    'Of risk: the tenth of the probability to stay away; a for who was active before, s for silent.';
comment on column metric_value_part.leaving is 'How many of the active are expected to stay away.';
comment on column metric_value_part.leaving_value is 'What these brought in as long a time before.';

create table metric_value_past (
    month date not null,
    dimension text not null check (dimension in ('', 'channel')),
    part text not null,
    customers bigint not null,
    value numeric(20, 2) not null,
    primary key (month, dimension, part)
);
comment on table metric_value_past is
    'What customers were worth at the end of past months, all months by the model in use.';

create view metric_clv_month as
select month, dimension, part, customers, value from metric_value_past
union all
select date_trunc('month', s.day)::date, p.dimension, p.part, p.customers, p.value
from metric_value_part p cross join value_state s
where s.day is not null and s.lifetime_model_no is not null and p.customers > 0
  and p.dimension in ('', 'channel');
comment on view metric_clv_month is
    'Customers and their lifetime value at the end of each month, and now.';

create function person_value_counted() returns trigger language plpgsql as $$
begin
    insert into metric_value_part
    select d.dimension, d.part, sum(w.sign), sum(w.sign * coalesce(c.value, 0)),
           sum(w.sign * c.before), sum(w.sign * c.arrived), sum(w.sign * c.bought),
           sum(w.sign * c.away), sum(w.sign * c.per_purchase),
           coalesce(sum(w.sign) filter (where c.active), 0),
           coalesce(sum(w.sign * c.churn) filter (where c.active), 0),
           coalesce(
               sum(w.sign * round(c.churn * greatest(c.recent, 0), 2)) filter (where c.active), 0
           )
    from changed c
    cross join (select tg_argv[0]::bigint as sign) w
    cross join lateral (values
        ('', ''), ('channel', c.channel), ('cohort', to_char(c.first_on, 'YYYY-MM')),
        ('risk', case when c.active then 'a' else 's' end
                 || least(floor(c.churn * 10), 9)::integer::text)
    ) d (dimension, part)
    where d.part is not null
    group by d.dimension, d.part
    order by d.dimension, d.part
    on conflict (dimension, part) do update
    set customers = metric_value_part.customers + excluded.customers,
        value = metric_value_part.value + excluded.value,
        before = metric_value_part.before + excluded.before,
        arrived = metric_value_part.arrived + excluded.arrived,
        bought = metric_value_part.bought + excluded.bought,
        away = metric_value_part.away + excluded.away,
        per_purchase = metric_value_part.per_purchase + excluded.per_purchase,
        active = metric_value_part.active + excluded.active,
        leaving = metric_value_part.leaving + excluded.leaving,
        leaving_value = metric_value_part.leaving_value + excluded.leaving_value;
    return null;
end
$$;
create trigger person_value_added after insert on person_value
    referencing new table as changed
    for each statement execute function person_value_counted('1');
create trigger person_value_ended after delete on person_value
    referencing old table as changed
    for each statement execute function person_value_counted('-1');
create trigger person_value_was after update on person_value
    referencing old table as changed
    for each statement execute function person_value_counted('-1');
create trigger person_value_is after update on person_value
    referencing new table as changed
    for each statement execute function person_value_counted('1');

create function person_value_of_nobody() returns trigger language plpgsql as $$
begin
    delete from person_value v using gone g where v.person_id = g.person_id;
    return null;
end
$$;
create trigger person_value_of_nobody after delete on person
    referencing old table as gone
    for each statement execute function person_value_of_nobody();

create function person_value_marked() returns trigger language plpgsql as $$
begin
    delete from person_value v
    using membership m join marked k using (record_no)
    where v.person_id = m.person_id;
    insert into value_waiting (person_id)
    select distinct m.person_id from membership m join marked k using (record_no);
    return null;
end
$$;
create trigger person_value_marked after insert on record_mark
    referencing new table as marked
    for each statement execute function person_value_marked();
create trigger person_value_unmarked after update on record_mark
    referencing new table as marked
    for each statement execute function person_value_marked();
comment on function person_value_marked() is
    'Who objects, or takes it back, loses the scores at once, and is looked at anew.';

create function person_value_agreed() returns trigger language plpgsql as $$
begin
    insert into value_waiting (person_id)
    select distinct m.person_id
    from said join membership m using (record_no) cross join value_state s
    where s.by_consent;
    return null;
end
$$;
create trigger person_value_agreed after insert on consent_statement
    referencing new table as said
    for each statement execute function person_value_agreed();
