-- name: create_account
-- A new local account; nothing comes back when the name is taken.
insert into account (username, password_hash, role, language, created_at)
values (%(username)s, %(password_hash)s, %(role)s, %(language)s, %(now)s)
on conflict (username) do nothing
returning account_no

-- name: accounts
-- All accounts, without their secrets.
select account_no, username, role, language, created_at, locked_until, disabled_at
from account
order by username

-- name: count_attempt
-- Counts an attempt before the password is looked at, so that many at once count too. Nothing comes
-- back for an account that is unknown, disabled or locked. A lock that has passed starts anew.
update account
set failed_attempts = case when locked_until is null then failed_attempts + 1 else 1 end,
    locked_until = case
        when locked_until is null and failed_attempts + 1 >= %(most)s
        then %(now)s::timestamptz + %(lock)s::interval
    end
where username = %(username)s and disabled_at is null
  and (locked_until is null or locked_until <= %(now)s)
returning account_no, password_hash

-- name: signed_in
-- The password was right: forgets the attempts, keeps the newest form of its hash.
update account
set failed_attempts = 0, locked_until = null, password_hash = %(password_hash)s
where account_no = %(account_no)s

-- name: open_session
-- A new session.
insert into session (token_digest, account_no, csrf_token, created_at, expires_at)
values (%(digest)s, %(account_no)s, %(csrf_token)s, %(now)s, %(expires_at)s)

-- name: session
-- A session that has not expired, with its account.
select
    s.csrf_token, s.created_at, s.expires_at, a.username, a.role, a.language
from session s
join account a using (account_no)
where s.token_digest = %(digest)s and s.expires_at > %(now)s and a.disabled_at is null

-- name: extend_session
-- It was used: it may stay idle again.
update session set expires_at = %(expires_at)s where token_digest = %(digest)s

-- name: close_session
-- Signs out.
delete from session where token_digest = %(digest)s

-- name: forget_expired_sessions
-- Nobody can use them any more.
delete from session where expires_at <= %(now)s

-- name: set_language
-- The language in which the pages greet this account.
update account set language = %(language)s where username = %(username)s

-- name: create_key
-- A new API key; nothing comes back when the name is taken.
insert into api_key (key_digest, name, role, scopes, created_at)
values (%(digest)s, %(name)s, %(role)s, %(scopes)s, %(now)s)
on conflict (name) do nothing
returning name

-- name: key
-- An API key that was not revoked.
select name, role, scopes, created_at, revoked_at
from api_key
where key_digest = %(digest)s and revoked_at is null

-- name: keys
-- All API keys, also revoked ones.
select name, role, scopes, created_at, revoked_at from api_key order by name

-- name: revoke_key
-- From now on this key opens nothing.
update api_key set revoked_at = %(now)s where name = %(name)s and revoked_at is null
returning name
