-- Partners: their keys, what they were told of people, who was told where his data came from; and
-- breaches of personal data.
alter table api_key add column partner text;
comment on column api_key.partner is 'The partner whose key it is; empty for our own programs.';

create table recipient_notice (
    notice_no bigint generated always as identity primary key,
    at timestamptz not null,
    kind text not null check (kind in (
        'rectification', 'erasure', 'restriction', 'restriction_lifted', 'objection'
    )),
    partner text not null,
    record_no bigint not null,
    source text,
    source_record_id text,
    attributes text[] not null default '{}',
    next_at timestamptz,
    told_at timestamptz,
    told_by text
);
comment on table recipient_notice is
    'What recipients are told of corrections, erasures and restrictions (Article 19).';
comment on column recipient_notice.record_no is 'Of the person; the number outlives an erasure.';
comment on column recipient_notice.source_record_id is
    'The number by which the partner knows the person; emptied when an erasure has been told.';
comment on column recipient_notice.attributes is 'Names of the attributes that it is about.';
comment on column recipient_notice.next_at is
    'When the next attempt is made; empty where somebody tells the partner by hand.';
comment on column recipient_notice.told_by is 'Who told it by hand; empty where we delivered it.';
create index recipient_notice_waiting on recipient_notice (next_at) where told_at is null;
create index recipient_notice_by_record on recipient_notice (record_no);

create table recipient_notice_attempt (
    attempt_no bigint generated always as identity primary key,
    notice_no bigint not null references recipient_notice on delete cascade,
    at timestamptz not null,
    outcome text not null check (outcome in (
        'received', 'refused', 'unreachable', 'no_secret', 'not_declared'
    )),
    status integer
);
comment on table recipient_notice_attempt is 'Each attempt to tell a partner, and its receipt.';
comment on column recipient_notice_attempt.status is 'The status of the answer over HTTP.';
create index recipient_notice_attempt_by_notice on recipient_notice_attempt (notice_no);

create table origin_told (
    load_no bigint primary key references load on delete cascade,
    at timestamptz not null,
    made_by text not null,
    how text not null check (how in ('email', 'letter', 'at_first_contact', 'exempt'))
);
comment on table origin_told is
    'That the people of a delivery by a partner were told where their data came from (Article 14).';

create table breach (
    breach_no bigint generated always as identity primary key,
    aware_at timestamptz not null,
    opened_at timestamptz not null,
    opened_by text not null
);
comment on table breach is
    'Breaches of personal data (Article 33(5)), without one value of a person: how each stands is '
    'derived from its events.';
comment on column breach.aware_at is 'When it became known: the clock runs from here.';

create table breach_event (
    event_no bigint generated always as identity primary key,
    breach_no bigint not null references breach on delete cascade,
    at timestamptz not null,
    made_by text not null,
    kind text not null check (kind in (
        'described', 'counted', 'reported', 'not_reported', 'people_told', 'people_not_told',
        'closed'
    )),
    detail jsonb not null
);
comment on table breach_event is 'What was found out and done about a breach: never changed.';
comment on column breach_event.detail is
    'Codes, counts, names of attributes, and what the officer wrote of the breach.';
create index breach_event_by_breach on breach_event (breach_no, event_no);

create table breach_record (
    event_no bigint not null references breach_event on delete cascade,
    record_no bigint not null,
    certain boolean not null,
    primary key (event_no, record_no)
);
comment on table breach_record is 'Whom a count of a breach found, by a number of theirs.';
comment on column breach_record.certain is
    'Opened or exported; else only seen in a list or as somebody''s housemate.';
