-- name: records
-- The source and its own number of these records.
select record_no, source, source_record_id
from source_record
where record_no = any(%(records)s::bigint[])
order by record_no

-- name: announce
-- A notice to one partner about one of its numbers; without an address it has no next attempt.
insert into recipient_notice (
    at, kind, partner, record_no, source, source_record_id, attributes, next_at
)
values (
    %(now)s, %(kind)s, %(partner)s, %(record_no)s, %(source)s, %(source_record_id)s,
    %(attributes)s, case when %(delivered)s then %(now)s::timestamptz end
)

-- name: newest
-- Notices with their last attempt; what is not yet told stands first.
select
    n.notice_no, n.at, n.kind, n.partner, n.record_no, n.source, n.source_record_id, n.attributes,
    n.next_at is null as by_hand,
    coalesce(a.attempts, 0) as attempts, a.last_outcome, n.next_at, n.told_at, n.told_by
from recipient_notice n
left join lateral (
    select count(*) as attempts, (array_agg(outcome order by attempt_no desc))[1] as last_outcome
    from recipient_notice_attempt a
    where a.notice_no = n.notice_no
) a on true
order by n.told_at is not null, n.notice_no desc
limit %(limit)s

-- name: about_records
-- The notices about these records, the newest first.
select
    n.notice_no, n.at, n.kind, n.partner, n.record_no, n.source, n.source_record_id, n.attributes,
    n.next_at is null as by_hand,
    coalesce(a.attempts, 0) as attempts, a.last_outcome, n.next_at, n.told_at, n.told_by
from recipient_notice n
left join lateral (
    select count(*) as attempts, (array_agg(outcome order by attempt_no desc))[1] as last_outcome
    from recipient_notice_attempt a
    where a.notice_no = n.notice_no
) a on true
where n.record_no = any(%(records)s::bigint[])
order by n.notice_no desc

-- name: told_by_hand
-- Somebody told the partner; the number of somebody who was erased is needed no longer.
update recipient_notice
set told_at = %(now)s, told_by = %(actor)s, next_at = null,
    source_record_id = case when kind = 'erasure' then null else source_record_id end
where notice_no = %(notice_no)s and told_at is null
returning notice_no

-- name: claim
-- Takes one notice whose time has come, for as long as an attempt may take: when the attempt is lost
-- with its process, it comes back by itself.
update recipient_notice
set next_at = %(now)s::timestamptz + %(lease)s::interval
where notice_no = (
    select notice_no
    from recipient_notice
    where told_at is null and next_at <= %(now)s
    order by next_at, notice_no
    limit 1
    for update skip locked
)
returning notice_no, at, kind, partner, source, source_record_id, attributes

-- name: attempted
-- An attempt and its receipt.
insert into recipient_notice_attempt (notice_no, at, outcome, status)
values (%(notice_no)s, %(now)s, %(outcome)s, %(status)s)

-- name: attempts
-- How often a notice was attempted.
select count(*) as attempts from recipient_notice_attempt where notice_no = %(notice_no)s

-- name: received
-- The partner has it; the number of somebody who was erased is needed no longer.
update recipient_notice
set told_at = %(now)s,
    source_record_id = case when kind = 'erasure' then null else source_record_id end
where notice_no = %(notice_no)s

-- name: try_later
-- Not received: when to try again.
update recipient_notice set next_at = %(next_at)s where notice_no = %(notice_no)s
