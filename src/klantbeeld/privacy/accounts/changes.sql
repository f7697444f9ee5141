-- name: lock_account
-- One account, held until the transaction ends; with what signing in needs.
select account_no, username, password_hash, role, subject
from account
where username = %(username)s
for update

-- name: set_password
-- A new password; who was locked out may try it.
update account
set password_hash = %(password_hash)s, password_changed_at = %(now)s, failed_attempts = 0,
    locked_until = null
where username = %(username)s

-- name: set_role
-- Another role, from the next request on.
update account set role = %(role)s where username = %(username)s

-- name: disable
-- From now on nobody signs in with it.
update account set disabled_at = %(now)s where username = %(username)s

-- name: enable
-- It may be used again.
update account
set disabled_at = null, failed_attempts = 0, locked_until = null
where username = %(username)s

-- name: remove_second_factor
-- No authenticator app any more, and no codes for when it is lost.
with forgotten as (
    delete from recovery_code where account_no = %(account_no)s
)
update account set totp_secret = null where account_no = %(account_no)s
