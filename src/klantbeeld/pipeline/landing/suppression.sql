-- name: any_erased
select exists (select from erased_record) as any_erased

-- name: erased
-- Which of these hashes stand for somebody who was erased for good; who only went because the time
-- was over may have new contacts.
select digest from erased_record where digest = any(%(digests)s::bigint[]) and content is null
