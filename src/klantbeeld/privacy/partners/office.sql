-- name: notices_by_partner
-- How many notices each partner was told, has still to be told, and should have been told by now.
select
    partner,
    count(*) filter (where told_at is not null) as told,
    count(*) filter (where told_at is null) as waiting,
    count(*) filter (where told_at is null and at < %(overdue)s) as overdue
from recipient_notice
group by partner

-- name: last_reads
-- When each partner's key last read a person.
select k.partner, max(l.at) as at
from api_key k
join access_log l on l.actor = k.partner and l.role = 'partner' and l.allowed
where k.partner is not null
group by k.partner
