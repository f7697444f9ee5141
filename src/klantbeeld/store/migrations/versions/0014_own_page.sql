create table own_link (
    link_no bigint generated always as identity primary key,
    person_id bigint not null,
    token_digest bytea not null unique,
    made_by text not null,
    made_at timestamptz not null,
    expires_at timestamptz not null,
    records_until bigint not null,
    opened_at timestamptz,
    session_digest bytea unique,
    csrf_token text,
    session_until timestamptz
);
comment on table own_link is
    'Links by which somebody opens the page with his own data, once; kept as digests alone.';
comment on column own_link.person_id is 'The number of the person when it was made.';
comment on column own_link.token_digest is 'SHA-256 of 256 random bits.';
comment on column own_link.made_by is
    'The colleague or key; (mail), where it was sent to the address itself.';
comment on column own_link.opened_at is 'When it was used: it opens nothing any more.';
comment on column own_link.records_until is
    'The highest record number at that time: an older record that joined the person since came by a '
    'merge, and whether this is still whom the link was made for is no longer sure.';
comment on column own_link.session_digest is
    'SHA-256 of the token of the visit that it opened; empty when the visit has ended.';
comment on column own_link.session_until is 'When the visit ends unless it is used.';

create table own_link_record (
    link_no bigint not null references own_link on delete cascade,
    record_no bigint not null references source_record on delete cascade,
    primary key (link_no, record_no)
);
comment on table own_link_record is
    'Whom a link was made for, as the records that the person had; none is left after an erasure.';
create index own_link_record_by_record on own_link_record (record_no);

create table own_link_wish (
    wish_no bigint generated always as identity primary key,
    record_no bigint not null references source_record on delete cascade,
    attribute text not null,
    kind text not null check (kind in ('link', 'shared')),
    language text not null check (language in ('nl', 'en')),
    asked_at timestamptz not null,
    attempts integer not null default 0,
    next_attempt_at timestamptz not null,
    sent_at timestamptz,
    failure text
);
comment on table own_link_wish is
    'Who asked for a link by e-mail address. It holds no address and no link: the address is read '
    'and the link made when the message is sent.';
comment on column own_link_wish.record_no is 'A record of whoever asked.';
comment on column own_link_wish.attribute is 'The attribute that held the address.';
comment on column own_link_wish.kind is
    'shared: several people are known by the address, so the message holds no link.';
comment on column own_link_wish.failure is 'The kind of fault of the last attempt; never its text.';
create index own_link_wish_open on own_link_wish (next_attempt_at) where sent_at is null;

create table proposed_value (
    request_no bigint not null references rights_request on delete cascade,
    record_no bigint not null references source_record on delete cascade,
    attribute text not null,
    value text not null,
    primary key (request_no, attribute)
);
comment on table proposed_value is
    'What somebody says is right about himself, until a colleague has decided (Article 16).';
comment on column proposed_value.record_no is 'A record of the person: gone with it.';
comment on column proposed_value.value is 'As the person wrote it; scanned for what is refused.';
create index proposed_value_by_record on proposed_value (record_no);
