-- name: recent
-- How often this person asked lately, and whether a message still waits.
select
    count(*) filter (where w.asked_at > %(since)s) as asked,
    coalesce(bool_or(w.sent_at is null), false) as waiting
from membership m
join own_link_wish w using (record_no)
where m.person_id = %(person_id)s

-- name: add
-- A wish.
insert into own_link_wish (record_no, attribute, kind, language, asked_at, next_attempt_at)
values (%(record_no)s, %(attribute)s, %(kind)s, %(language)s, %(now)s, %(now)s)

-- name: waiting
-- Wishes that nobody has answered.
select
    w.wish_no, coalesce(m.person_id, w.record_no) as person_id, w.kind = 'shared' as shared,
    w.asked_at, w.attempts, w.failure
from own_link_wish w
left join membership m using (record_no)
where w.sent_at is null
order by w.asked_at, w.wish_no

-- name: answered
-- A colleague made the link: nothing needs to be sent.
update own_link_wish w
set sent_at = %(now)s
from membership m
where m.record_no = w.record_no and m.person_id = %(person_id)s and w.sent_at is null

-- name: claim
-- The wish whose time has come, for one sender at a time; tried again later, each time twice as
-- late, unless it is settled.
update own_link_wish
set attempts = attempts + 1,
    next_attempt_at = %(now)s + least(
        interval '1 minute' * power(2, least(attempts, 12)), interval '1 day'
    )
where wish_no = (
    select wish_no from own_link_wish
    where sent_at is null and next_attempt_at <= %(now)s
    order by next_attempt_at, wish_no
    limit 1
    for update skip locked
)
returning wish_no, record_no, attribute, kind, language

-- name: settle
-- It was sent, or why it was not; with a time it is not tried again.
update own_link_wish set sent_at = %(sent_at)s, failure = %(failure)s where wish_no = %(wish_no)s

-- name: forget
-- Wishes of long ago.
delete from own_link_wish where asked_at < %(before)s
