-- name: create_key
-- A new API key; nothing comes back when the name is taken.
insert into api_key (key_digest, name, role, scopes, sources, created_at, expires_at, partner)
values (
    %(digest)s, %(name)s, %(role)s, %(scopes)s, %(sources)s, %(now)s, %(expires_at)s, %(partner)s
)
on conflict (name) do nothing
returning name

-- name: key
-- An API key that opens: neither revoked nor past its end.
select name, role, scopes, sources, created_at, revoked_at, expires_at, last_used_at, partner
from api_key
where key_digest = %(digest)s and revoked_at is null
  and (expires_at is null or expires_at > %(now)s)

-- name: used
-- It was used: written once a minute at most.
update api_key set last_used_at = %(now)s where name = %(name)s

-- name: keys
-- All API keys, also revoked ones.
select name, role, scopes, sources, created_at, revoked_at, expires_at, last_used_at, partner
from api_key
order by name

-- name: revoke_key
-- From now on this key opens nothing.
update api_key set revoked_at = %(now)s where name = %(name)s and revoked_at is null
returning name

-- name: rotate_key
-- The same key under a new secret; the old one opens nothing from now on.
update api_key set key_digest = %(digest)s, created_at = %(now)s, expires_at = %(expires_at)s
where name = %(name)s and revoked_at is null
returning name
