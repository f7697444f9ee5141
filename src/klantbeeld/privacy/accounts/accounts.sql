-- name: create_account
-- A new local account; nothing comes back when the name is taken.
insert into account (username, password_hash, role, language, created_at, password_changed_at)
values (%(username)s, %(password_hash)s, %(role)s, %(language)s, %(now)s, %(now)s)
on conflict (username) do nothing
returning account_no

-- name: accounts
-- All accounts, without their secrets, with how many sessions are open.
select
    a.account_no, a.username, a.role, a.language, a.created_at, a.locked_until, a.disabled_at,
    a.totp_secret is not null as second_factor, a.subject is not null as at_provider,
    (
        select count(*) from session s
        where s.account_no = a.account_no and s.stage = 'open' and s.expires_at > %(now)s
    ) as sessions
from account a
order by a.username

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
returning account_no, username, password_hash, role, totp_secret, totp_step

-- name: why_not_counted
-- An account whose attempt was not counted, and why: for the log alone.
select username, role, disabled_at is not null as disabled from account where username = %(username)s

-- name: signed_in
-- All was right: forgets the attempts.
update account set failed_attempts = 0, locked_until = null where account_no = %(account_no)s

-- name: renew_hash
-- Keeps the newest form of a password's hash.
update account set password_hash = %(password_hash)s where account_no = %(account_no)s

-- name: set_language
-- The language in which the pages greet this account.
update account set language = %(language)s where username = %(username)s

-- name: set_role
-- Another role, from the next request on.
update account set role = %(role)s where username = %(username)s

-- name: take_step
-- Uses up a time step; nothing comes back when it, or a later one, was used already.
update account set totp_step = %(step)s
where account_no = %(account_no)s and totp_step < %(step)s
returning account_no

-- name: set_second_factor
-- The authenticator app from now on; empty: none.
update account set totp_secret = %(secret)s, totp_step = %(step)s where account_no = %(account_no)s

-- name: forget_recovery_codes
-- Those of before open nothing any more.
delete from recovery_code where account_no = %(account_no)s

-- name: add_recovery_codes
-- Codes for when the app is lost.
insert into recovery_code (account_no, digest)
select %(account_no)s, unnest(%(digests)s::bytea[])

-- name: take_recovery_code
-- Uses one up; nothing comes back when there is no such code.
delete from recovery_code where account_no = %(account_no)s and digest = %(digest)s
returning account_no

-- name: account_of_subject
-- Who this is to the identity provider.
select account_no, username, role, disabled_at from account where subject = %(subject)s for update

-- name: create_account_of_subject
-- Somebody whom the identity provider knows comes for the first time; nothing when the name is taken.
insert into account (username, role, created_at, subject)
values (%(username)s, %(role)s, %(now)s, %(subject)s)
on conflict (username) do nothing
returning account_no
