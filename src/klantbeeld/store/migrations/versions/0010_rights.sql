-- Requests of people about their data, corrections, what was erased and may not come back, what a
-- legal duty keeps, and the runs of the retention job.
alter table load add column rows_erased bigint not null default 0;
comment on column load.rows_erased is 'Rows of people who were erased: held back, not stored.';

create table rights_request (
    request_no bigint generated always as identity primary key,
    kind text not null check (kind in (
        'access', 'portability', 'rectification', 'erasure', 'restriction', 'objection',
        'human_review'
    )),
    person_id bigint not null,
    received_at timestamptz not null,
    received_via text not null check (
        received_via in ('own_page', 'email', 'phone', 'letter', 'in_person', 'other')
    ),
    language text not null check (language in ('nl', 'en')),
    attributes text[] not null default '{}'
);
comment on table rights_request is
    'What people asked about their data (Articles 15 to 22), without one value of theirs: how it '
    'stands is derived from the events.';
comment on column rights_request.person_id is 'The number of the person when the request came.';
comment on column rights_request.received_at is 'When it came in: the clock runs from here.';
comment on column rights_request.language is 'In which the person is answered.';
comment on column rights_request.attributes is 'Names of the attributes that it is about.';

create table rights_request_record (
    request_no bigint not null references rights_request on delete cascade,
    record_no bigint not null,
    primary key (request_no, record_no)
);
comment on table rights_request_record is
    'The source records that the person had when the request came; the numbers outlive an erasure.';
create index rights_request_record_by_record on rights_request_record (record_no);

create table rights_event (
    event_no bigint generated always as identity primary key,
    request_no bigint not null references rights_request on delete cascade,
    at timestamptz not null,
    actor text not null,
    role text not null,
    kind text not null check (kind in (
        'received', 'identified', 'extended', 'previewed', 'carried_out', 'refused', 'withdrawn',
        'answered'
    )),
    detail jsonb not null default '{}'
);
comment on table rights_event is 'What was done about a request, by whom, when: never changed.';
comment on column rights_event.detail is 'Codes and counts; never a value of a person.';
create index rights_event_by_request on rights_event (request_no, event_no);

create table correction (
    correction_no bigint generated always as identity primary key,
    record_no bigint not null references source_record on delete cascade,
    attribute text not null,
    value text,
    made_at timestamptz not null,
    made_by text not null,
    request_no bigint references rights_request,
    ended_at timestamptz,
    ended_why text check (ended_why in ('confirmed', 'replaced'))
);
comment on table correction is
    'What a person corrected about himself (Article 16): it stands in the place of what the source '
    'says, until the source says the same.';
comment on column correction.value is 'The corrected value, standardised; empty: there is none.';
create unique index correction_open on correction (record_no, attribute) where ended_at is null;

create table erased_record (
    digest bigint primary key,
    kind text not null check (kind in ('record', 'order')),
    source text not null,
    at timestamptz not null,
    request_no bigint references rights_request,
    content bigint
);
comment on table erased_record is
    'What was erased and may not come back: keyed hashes of the source''s own numbers, whose key '
    'lies in the project folder.';
comment on column erased_record.content is
    'Where a record went because its time was over: a keyed hash of what it held. The same does not '
    'come back; a changed record does.';

create table retained_touchpoint (
    touchpoint_no bigint generated always as identity primary key,
    source text not null,
    type text not null,
    touchpoint_key text not null,
    source_record_id text not null,
    occurred_at timestamptz not null,
    amount numeric(14, 2),
    currency text,
    status text,
    detail jsonb not null default '{}',
    lines jsonb not null default '[]',
    purpose text not null,
    keep_until timestamptz not null,
    request_no bigint references rights_request,
    unique (source, type, touchpoint_key)
);
comment on table retained_touchpoint is
    'What a legal duty keeps of somebody who was erased (Article 17(3)(b)): out of every page, total '
    'and search; only roles of that purpose read it, until its time is over.';
comment on column retained_touchpoint.lines is 'The order''s lines, as a list of objects.';
create index retained_touchpoint_until on retained_touchpoint (keep_until);

create table retention_run (
    run_no bigint generated always as identity primary key,
    started_at timestamptz not null,
    finished_at timestamptz,
    made_by text not null,
    limits jsonb not null,
    removed jsonb not null default '{}',
    kept jsonb not null default '{}'
);
comment on table retention_run is 'Proof of each run of the retention job: counts, never a value.';
comment on column retention_run.limits is
    'Attribute or touchpoint type -> the moment before which its time is over.';
comment on column retention_run.removed is 'Attribute, type or table -> how many values or rows.';
comment on column retention_run.kept is 'What was past its time and stayed -> why -> how many.';
