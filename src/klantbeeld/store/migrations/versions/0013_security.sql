-- The log: old lines give way to a checkpoint, and the officer searches by who and what.
create table access_log_checkpoint (
    checkpoint_no bigint generated always as identity primary key,
    entry_no bigint not null,
    hash bytea not null,
    lines bigint not null,
    made_at timestamptz not null
);
comment on table access_log_checkpoint is
    'Takes the place of the lines up to a number: their count and the hash of the last of them. '
    'A line of the log itself tells of each checkpoint, so that the chain vouches for it.';

create trigger access_log_checkpoint_append_only
    before update or delete or truncate on access_log_checkpoint
    for each statement execute function access_log_is_append_only();

create function access_log_lets_go() returns trigger language plpgsql as $$
begin
    if exists (
        select from gone
        where entry_no > coalesce((select max(entry_no) from access_log_checkpoint), 0)
    ) then
        raise exception 'the access log is append-only';
    end if;
    return null;
end
$$;
drop trigger access_log_append_only on access_log;
create trigger access_log_append_only before update or truncate on access_log
    for each statement execute function access_log_is_append_only();
create trigger access_log_lets_go after delete on access_log
    referencing old table as gone
    for each statement execute function access_log_lets_go();

create index access_log_by_actor on access_log (actor, entry_no desc);
create index access_log_refused on access_log (entry_no desc) where not allowed;
create index access_log_by_moment on access_log using brin (at);

-- Accounts: a second factor, an identity provider, and since when the password holds.
alter table account alter column password_hash drop not null;
alter table account
    add column subject text unique,
    add column totp_secret text,
    add column totp_step bigint not null default 0,
    add column password_changed_at timestamptz;
comment on table account is 'Colleagues who may sign in to the pages.';
comment on column account.username is 'The name of a colleague as the log writes it.';
comment on column account.password_hash is 'Argon2id; empty for whom the identity provider knows.';
comment on column account.subject is 'Issuer and subject at the identity provider.';
comment on column account.totp_secret is 'Of the authenticator app, encrypted; empty without one.';
comment on column account.totp_step is 'The last time step whose code was taken: none twice.';

create table recovery_code (
    account_no bigint not null references account on delete cascade,
    digest bytea not null,
    primary key (account_no, digest)
);
comment on table recovery_code is
    'For who lost the authenticator app: each opens once and is gone; kept as SHA-256.';

alter table session
    add column session_no bigint generated always as identity,
    add column method text not null default 'password',
    add column stage text not null default 'open' check (stage in ('open', 'code', 'enrol')),
    add column totp_secret text;
comment on table session is 'Who is signed in, or halfway: the password was right, the code waits.';
comment on column session.totp_secret is 'While enrolling: the secret that a first code confirms.';
create index session_by_account on session (account_no);

create table sign_in_attempt (
    state_digest bytea primary key,
    nonce text not null,
    verifier text not null,
    back text not null,
    expires_at timestamptz not null
);
comment on table sign_in_attempt is
    'On the way to the identity provider and back: what its answer must fit; minutes at most.';

-- Keys: an end, the sources that they may send, when they were last used.
alter table api_key
    add column sources text[] not null default '{}',
    add column expires_at timestamptz,
    add column last_used_at timestamptz;
comment on column api_key.sources is 'Which sources it may send; * for all.';
-- Keys of before could send every source and judge; they keep what they could, and show it.
update api_key set sources = '{*}', scopes = array_append(scopes, 'judge')
where 'write' = any(scopes);
