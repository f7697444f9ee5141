-- name: keys
-- Which keys made the list.
select distinct key_id from suppressed_contact

-- name: on_list
-- Which of these stand on the list.
select encode(point_digest, 'hex') as digest
from suppressed_contact
where channel = %(channel)s and point_digest = any(%(digests)s::bytea[])

-- name: add
insert into suppressed_contact (point_digest, channel, key_id, source, since, recorded_at)
select distinct digest, %(channel)s, %(key_id)s, %(source)s, %(since)s::timestamptz,
       %(now)s::timestamptz
from unnest(%(digests)s::bytea[]) as d (digest)
on conflict (point_digest, channel) do nothing

-- name: counts
-- How many addresses stand on the list, by channel and where they came from.
select channel, source, count(*) as contacts, min(since) as since
from suppressed_contact
group by channel, source
order by channel, source
