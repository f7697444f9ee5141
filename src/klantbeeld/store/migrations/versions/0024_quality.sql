create table quality_counted (
    only_one boolean primary key default true check (only_one),
    counted_at timestamptz not null,
    seconds double precision not null,
    state text not null
);
comment on table quality_counted is
    'When the quality of the whole store was counted last, and how the store and the rules stood.';

create table quality_now (
    source text not null,
    attribute text not null,
    dimension text not null,
    numerator bigint not null,
    denominator bigint not null,
    primary key (source, attribute, dimension)
);
comment on table quality_now is
    'The scorecard of all records that stand in the store, as counts. Attribute: empty for the '
    'record as a whole.';

create table quality_pattern (
    pattern_no bigint generated always as identity primary key,
    source text not null,
    issues text[] not null,
    records bigint not null
);
comment on table quality_pattern is
    'How many records have exactly these faults (attribute:fault): which repairs pay follows from '
    'what goes wrong together.';

create table quality_example (
    source text not null,
    issue text not null,
    record_no bigint not null references source_record on delete cascade,
    primary key (source, issue, record_no)
);
comment on table quality_example is 'Records that have a fault: all of a few, some of many.';
create index quality_example_by_record on quality_example (record_no);

create table accuracy_check (
    check_no bigint generated always as identity primary key,
    source text not null,
    attributes text[] not null,
    started_at timestamptz not null,
    started_by text not null,
    finished_at timestamptz,
    finished_by text
);
comment on table accuracy_check is
    'Colleagues compare the last records of a source with reality (Friday afternoon measurement).';

create table accuracy_record (
    check_no bigint not null references accuracy_check on delete cascade,
    record_no bigint not null references source_record on delete cascade,
    position integer not null,
    taken_by text,
    taken_at timestamptz,
    judged_by text,
    judged_at timestamptz,
    primary key (check_no, record_no)
);
comment on table accuracy_record is 'The records of a check, in the order in which they are shown.';
comment on column accuracy_record.taken_by is 'Who has it open, so that two people can share.';
create index accuracy_record_by_record on accuracy_record (record_no);

create table accuracy_verdict (
    check_no bigint not null,
    record_no bigint not null,
    attribute text not null,
    verdict text not null check (verdict in ('right', 'wrong', 'unknown')),
    primary key (check_no, record_no, attribute),
    foreign key (check_no, record_no) references accuracy_record on delete cascade
);
comment on table accuracy_verdict is 'Whether a value agrees with reality; never the value itself.';

create view quality_standing as
with newest as (
    select distinct on (l.source, l.delivery, l.file_name) l.load_no
    from load l
    where exists (select from quality_count q where q.load_no = l.load_no)
    order by l.source, l.delivery, l.file_name, l.load_no desc
)
select source, attribute, dimension, numerator, denominator
from quality_now
union all
select source, attribute, dimension, sum(numerator)::bigint, sum(denominator)::bigint
from quality_count join newest using (load_no)
where not exists (select from quality_counted)
group by source, attribute, dimension;
comment on view quality_standing is
    'The scorecard: of the whole store where it was counted, else of what each file or intake '
    'brought last.';
