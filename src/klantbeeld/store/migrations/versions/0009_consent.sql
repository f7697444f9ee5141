create table consent_statement (
    statement_no bigint generated always as identity primary key,
    record_no bigint references source_record on delete cascade,
    touchpoint_no bigint references touchpoint on delete cascade,
    purpose text not null,
    channel text not null,
    decision text not null check (decision in ('given', 'confirmed', 'withdrawn', 'unclear')),
    at timestamptz not null,
    recorded_at timestamptz not null,
    text_version text,
    by_representative boolean not null default false,
    given_via text,
    actor text not null,
    via text not null,
    said jsonb,
    superseded_at timestamptz
);
comment on table consent_statement is
    'What people said about the use of their data, each with its proof (Article 7(1)): never '
    'changed. Whether somebody consents is derived from all statements of all their records.';
comment on column consent_statement.record_no is
    'Empty while its source record has not been delivered.';
comment on column consent_statement.touchpoint_no is
    'The touchpoint by which a source delivered it; empty for what was recorded here.';
comment on column consent_statement.purpose is 'Empty where the source''s word is not known.';
comment on column consent_statement.channel is 'Empty where the source''s word is not known.';
comment on column consent_statement.decision is
    'unclear: a source said something that nobody declared; until it is clear it counts as no.';
comment on column consent_statement.at is 'When it was said.';
comment on column consent_statement.recorded_at is 'When it came in.';
comment on column consent_statement.text_version is 'The version of the text that was agreed to.';
comment on column consent_statement.by_representative is
    'Said by a parent or guardian (UAVG 5), not by the person.';
comment on column consent_statement.given_via is
    'Where it was said, as the source calls it: a form, a shop, a call.';
comment on column consent_statement.actor is
    'Who recorded it: an account, a key, or the source that delivered it.';
comment on column consent_statement.via is 'By which way it came in: web, api, cli or source.';
comment on column consent_statement.said is
    'The source''s own words, where one of them is not declared.';
comment on column consent_statement.superseded_at is
    'When the source delivered the same touchpoint anew: a withdrawal counts on, consent does not.';
create index consent_statement_by_record on consent_statement (record_no);
create index consent_statement_by_touchpoint on consent_statement (touchpoint_no)
    where touchpoint_no is not null;

create table consent_reading (
    only_one boolean primary key default true check (only_one),
    fingerprint text not null
);
comment on table consent_reading is
    'By which declarations the delivered consents were read: others mean reading them anew.';

create table record_mark (
    mark_no bigint generated always as identity primary key,
    record_no bigint not null references source_record on delete cascade,
    kind text not null check (
        kind in ('restriction', 'objection', 'marketing_objection', 'no_profiling', 'gpc')
    ),
    purpose text not null default '',
    ground text not null,
    note text,
    since timestamptz not null,
    actor text not null,
    via text not null,
    ended_at timestamptz,
    ended_by text,
    end_ground text,
    end_note text,
    told_on date
);
comment on table record_mark is
    'What must not be done with somebody''s data: restriction (Article 18), objection (21), the '
    'browser''s signal against selling (GPC). It stands on every record that the person had; one '
    'record that has it is enough. End-dated, never changed.';
comment on column record_mark.purpose is 'Of an objection: the purpose that it is against.';
comment on column record_mark.ground is 'A code: why.';
comment on column record_mark.note is 'What the person put forward, in the words of a colleague.';
comment on column record_mark.since is 'When it began to hold.';
comment on column record_mark.actor is 'Who recorded it.';
comment on column record_mark.via is 'By which way: web, api or cli.';
comment on column record_mark.ended_by is 'Who ended it.';
comment on column record_mark.end_ground is 'A code: why it no longer holds.';
comment on column record_mark.end_note is 'The weighing, where interests were weighed.';
comment on column record_mark.told_on is
    'Of a restriction: when the person was told that it would be lifted (Article 18(3)).';
create index record_mark_by_record on record_mark (record_no);

create table suppressed_contact (
    point_digest bytea not null,
    channel text not null,
    key_id text not null,
    source text not null,
    since timestamptz not null,
    recorded_at timestamptz not null,
    primary key (point_digest, channel)
);
comment on table suppressed_contact is
    'Addresses and numbers that get no marketing, whoever has them: keyed hashes, so that the list '
    'outlives an erasure without being a list of addresses.';
comment on column suppressed_contact.point_digest is
    'HMAC-SHA-256 of the standard form of the address; the key lies in the project folder.';
comment on column suppressed_contact.key_id is
    'Which key made it: with another key the list cannot be read, and nothing may be sent.';
comment on column suppressed_contact.source is 'Where it came from: a list, an unsubscription.';
