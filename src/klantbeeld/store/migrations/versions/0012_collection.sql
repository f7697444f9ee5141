create table refusal (
    refusal_no bigint generated always as identity primary key,
    at timestamptz not null,
    load_no bigint references load on delete set null,
    source text not null,
    delivery text not null,
    field text not null,
    position bigint,
    rule text not null check (rule in ('bsn', 'bsn_column', 'special_category')),
    amount bigint not null
);
comment on table refusal is
    'What was refused because it may not be held: where it stood, never what it was.';
comment on column refusal.field is 'The column as the source calls it.';
comment on column refusal.position is
    'Row in the file or request, counted from 1; empty where a whole column was refused.';
comment on column refusal.rule is
    'bsn: a citizen service number (UAVG 46). bsn_column: a column of them. special_category: a '
    'text that seems to tell of what Articles 9 and 10 forbid.';
comment on column refusal.amount is 'How many values were refused there.';
create index refusal_newest on refusal (refusal_no desc);

create table number_column (
    source text not null,
    delivery text not null,
    field text not null,
    numbers bigint not null,
    passing bigint not null,
    primary key (source, delivery, field)
);
comment on table number_column is
    'Numbers of nine digits that a column has delivered, and how many of them pass the eleven-test '
    'of the BSN: one in eleven by chance. Counts, no numbers.';

create table flagged_text (
    flag_no bigint generated always as identity primary key,
    at timestamptz not null,
    source text not null,
    source_record_id text,
    field text not null,
    category text not null,
    record_no bigint references source_record on delete cascade,
    touchpoint_no bigint references touchpoint on delete cascade,
    reviewed_at timestamptz,
    reviewed_by text,
    verdict text check (verdict in ('harmless', 'removed')),
    check (num_nonnulls(record_no, touchpoint_no) = 1)
);
comment on table flagged_text is
    'Texts that seem to tell of health, religion, offences and the like (Articles 9 and 10), for '
    'the officer to look at: where the text stands, not what it says.';
comment on column flagged_text.source_record_id is
    'The source''s own number for the record that it is about.';
comment on column flagged_text.field is 'The attribute, or the detail field of the touchpoint.';
comment on column flagged_text.category is 'What it seems to tell of.';
create unique index flagged_text_by_record on flagged_text (record_no, field, category)
    where record_no is not null;
create unique index flagged_text_by_touchpoint on flagged_text (touchpoint_no, field, category)
    where touchpoint_no is not null;
create index flagged_text_waiting on flagged_text (flag_no) where reviewed_at is null;

create table dropped_attribute (
    name text primary key,
    kind text not null check (kind in ('attribute', 'touchpoint')),
    dropped_at timestamptz not null,
    dropped_by text not null,
    reason text not null,
    records bigint not null,
    versions bigint not null,
    finished_at timestamptz
);
comment on table dropped_attribute is
    'Attributes and touchpoint types that were dropped because nobody needs them: later deliveries '
    'do not bring them back while they stand here.';
comment on column dropped_attribute.records is 'Records or touchpoints that lost a value by it.';
comment on column dropped_attribute.versions is 'Former versions of records that lost one.';
comment on column dropped_attribute.finished_at is
    'When the last value was gone; empty while they are being removed, or where that stopped.';

create table attribute_read (
    name text not null,
    role text not null,
    reads bigint not null,
    last_at timestamptz not null,
    primary key (name, role)
);
comment on table attribute_read is
    'How often each role has read each attribute and touchpoint type, and when last: folded from '
    'the access log.';

create table attribute_read_folded (
    only_one boolean primary key default true check (only_one),
    entry_no bigint not null
);
comment on table attribute_read_folded is 'The line of the access log up to which reads are folded.';
insert into attribute_read_folded (entry_no) values (0);
