-- name: open_session
-- A new session, or one that waits for a code.
insert into session (
    token_digest, account_no, csrf_token, created_at, expires_at, method, stage
)
values (
    %(digest)s, %(account_no)s, %(csrf_token)s, %(now)s, %(expires_at)s, %(method)s, %(stage)s
)

-- name: session
-- A session that has not expired, with its account.
select
    s.session_no, s.account_no, s.csrf_token, s.created_at, s.expires_at, s.method, s.stage,
    s.totp_secret, a.username, a.role, a.language, a.totp_secret is not null as second_factor
from session s
join account a using (account_no)
where s.token_digest = %(digest)s and s.expires_at > %(now)s and a.disabled_at is null

-- name: extend_session
-- It was used: it may stay idle again.
update session set expires_at = %(expires_at)s where token_digest = %(digest)s

-- name: close_session
-- Signs out; gives back whose session it was.
delete from session s
using account a
where s.token_digest = %(digest)s and a.account_no = s.account_no
returning a.username, a.role, s.stage

-- name: forget_expired_sessions
-- Nobody can use them any more.
delete from session where expires_at <= %(now)s

-- name: keep_enrolment
-- The secret that a first code will confirm.
update session set totp_secret = %(secret)s where session_no = %(session_no)s

-- name: sessions_of
-- The open sessions of an account, newest first.
select s.session_no, s.created_at, s.expires_at, s.method
from session s
join account a using (account_no)
where a.username = %(username)s and s.stage = 'open' and s.expires_at > %(now)s
order by s.created_at desc

-- name: end_sessions
-- Ends the sessions of an account, but the one named; gives back how many.
delete from session s
using account a
where a.account_no = s.account_no and a.username = %(username)s
  and s.session_no is distinct from %(but)s::bigint

-- name: end_session
-- Ends one session of an account.
delete from session s
using account a
where a.account_no = s.account_no and a.username = %(username)s
  and s.session_no = %(session_no)s

-- name: expect_answer
-- Somebody is on the way to the identity provider: what the answer must fit.
insert into sign_in_attempt (state_digest, nonce, verifier, back, expires_at)
values (%(digest)s, %(nonce)s, %(verifier)s, %(back)s, %(expires_at)s)

-- name: take_answer
-- Uses up what an answer must fit; nothing when it was used, is unknown or too late.
delete from sign_in_attempt
where state_digest = %(digest)s and expires_at > %(now)s
returning nonce, verifier, back

-- name: forget_answers
-- Those who never came back.
delete from sign_in_attempt where expires_at <= %(now)s
