-- Figures from outside: numbers about nobody, as sources deliver them; and counts of people by day.
create table metric_figure (
    figure text not null,
    period text not null check (period in ('day', 'week', 'month', 'quarter')),
    day date not null,
    part text not null,
    source text not null,
    delivery text not null,
    row_key text not null,
    value numeric(20, 6) not null,
    base numeric(20, 6),
    load_no bigint not null references load,
    landed_at timestamptz not null,
    primary key (figure, period, day, part, source, delivery, row_key)
);
comment on table metric_figure is
    'Figures that sources deliver about nobody: costs, visitors, stock, surveys by others.';
comment on column metric_figure.day is 'The first day of the period.';
comment on column metric_figure.part is 'Empty: the whole.';
comment on column metric_figure.row_key is
    'The source''s own number of the row, where it has one: such rows add up.';
comment on column metric_figure.load_no is 'The load that told it last.';
create index metric_figure_by_delivery on metric_figure (source, delivery, load_no);

create view metric_figure_whole as
select figure, period, day, source,
       case when bool_or(part = '') then sum(value) filter (where part = '') else sum(value) end
           as value,
       case when bool_or(part = '') then sum(base) filter (where part = '') else sum(base) end
           as base
from metric_figure
group by figure, period, day, source;
comment on view metric_figure_whole is
    'Each figure whole: as the source tells it, else the sum of the parts that it tells.';

create table metric_census (
    measure text not null check (measure in ('consent', 'field')),
    part text not null,
    day date not null,
    people bigint not null,
    base bigint not null,
    primary key (measure, part, day)
);
comment on table metric_census is
    'How many of all people consent to a purpose, and of how many an attribute is known, as counted '
    'on a day.';
comment on column metric_census.part is 'The purpose or the attribute.';
