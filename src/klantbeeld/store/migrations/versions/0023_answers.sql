create table metric_item (
    item text primary key,
    kind text not null,
    pillar text not null,
    stage text not null,
    lowest integer not null,
    highest integer not null,
    low_is_good boolean not null,
    role text not null check (role in ('outcome', 'driver', '')),
    type text not null,
    source text not null,
    key_field text not null,
    word text not null,
    number_field text not null,
    form_field text not null,
    remark_field text not null,
    channel_field text not null
);
comment on table metric_item is
    'Questions that customers are asked, and in which fields the answers stand; empty: nowhere.';
comment on column metric_item.role is 'Whether it is explained by other items, or explains.';
comment on column metric_item.source is 'The one source that asks it; empty: any.';

create table metric_matter (
    type text primary key,
    kind text not null,
    closed_field text not null,
    contacts_field text not null,
    reopened_field text not null,
    transfers_field text not null,
    delivered_field text not null
);
comment on table metric_matter is
    'Cases and deliveries of which is observed how they went, and in which fields; empty: nowhere.';

create table metric_answer_day (
    item text not null,
    source text not null,
    day date not null,
    channel text not null,
    outcome text not null check (outcome in ('answered', 'silent', 'off_scale')),
    level numeric not null,
    answers bigint not null,
    remarks bigint not null,
    primary key (item, day, source, channel, outcome, level)
);
comment on table metric_answer_day is 'What customers were asked and answered, by local day.';
comment on column metric_answer_day.outcome is
    'off_scale: a mark that the question does not have; it counts in no figure.';
comment on column metric_answer_day.level is 'The mark; 0 where there is none on the scale.';
comment on column metric_answer_day.remarks is 'Of those, how many came with a text.';

create table metric_answer_pair_day (
    item_a text not null,
    item_b text not null,
    source text not null,
    day date not null,
    forms bigint not null,
    sum_a numeric not null,
    sum_b numeric not null,
    sum_ab numeric not null,
    primary key (item_a, item_b, day, source),
    check (item_a <= item_b)
);
comment on table metric_answer_pair_day is
    'Sums of marks and of their products over the forms on which every weighed item was answered: '
    'what a regression needs, and no form of its own.';

create table metric_observed_day (
    measure text not null,
    source text not null,
    type text not null,
    day date not null,
    cases bigint not null,
    total numeric not null,
    primary key (measure, day, source, type)
);
comment on table metric_observed_day is
    'How matters and deliveries went, by the local day on which they began.';
comment on column metric_observed_day.total is
    'Of a share the cases in which it was so; else what is added up.';

create table metric_complaint_count (
    only_one boolean primary key default true check (only_one),
    counted_on date not null,
    complaints bigint not null,
    mailed bigint not null,
    open bigint not null
);
comment on table metric_complaint_count is
    'Complaints of the last year, once a day: how many people got a mailing while theirs was open.';

create function metric_moment(said text, zone text) returns timestamptz language plpgsql stable as $$
begin
    if said ~ '(Z|[+-][0-9]{2}(:?[0-9]{2})?)$' and said ~ '[0-9]{2}:[0-9]{2}' then
        return said::timestamptz;
    end if;
    return said::timestamp at time zone zone;
exception when others then
    return null;
end
$$;
comment on function metric_moment is
    'A moment as a source wrote it; empty where it is none. Without an offset it is local time.';

create function metric_count(said text) returns numeric language sql immutable as $$
    select case when said ~ '^ *[0-9]{1,6} *$' then said::numeric end
$$;
comment on function metric_count is 'A whole number as a source wrote it; empty where it is none.';
