-- name: some_records
-- The next records with a value of an encrypted attribute or something sealed, held until they are
-- stored; as text, so that nothing is opened on the way.
select record_no as no, 0 as part, '' as source, '' as delivery, delivered::text as first,
       standard::text as second
from source_record
where record_no > %(no)s
  and (delivered ?| %(names)s or standard ?| %(names)s or delivered::text like %(sealed)s
       or standard::text like %(sealed)s)
order by record_no
limit %(limit)s
for update

-- name: store_records
-- The same records, sealed anew.
update source_record r
set delivered = n.first, standard = n.second
from unnest(%(nos)s::bigint[], %(parts)s::int[], %(firsts)s::jsonb[], %(seconds)s::jsonb[])
    as n (no, part, first, second)
where r.record_no = n.no

-- name: some_versions
-- The next former versions.
select record_no as no, version as part, '' as source, '' as delivery, delivered::text as first,
       '{}' as second
from source_record_version
where (record_no, version) > (%(no)s, %(part)s)
  and (delivered ?| %(names)s or delivered::text like %(sealed)s)
order by record_no, version
limit %(limit)s
for update

-- name: store_versions
-- The same versions, sealed anew.
update source_record_version r
set delivered = n.first
from unnest(%(nos)s::bigint[], %(parts)s::int[], %(firsts)s::jsonb[], %(seconds)s::jsonb[])
    as n (no, part, first, second)
where r.record_no = n.no and r.version = n.part

-- name: some_people
-- The next golden records.
select person_id as no, 0 as part, '' as source, '' as delivery, golden::text as first,
       '{}' as second
from person
where person_id > %(no)s and (golden ?| %(names)s or golden::text like %(sealed)s)
order by person_id
limit %(limit)s
for update

-- name: store_people
-- The same golden records, sealed anew.
update person r
set golden = n.first
from unnest(%(nos)s::bigint[], %(parts)s::int[], %(firsts)s::jsonb[], %(seconds)s::jsonb[])
    as n (no, part, first, second)
where r.person_id = n.no

-- name: some_letters
-- The next rows that could not be read, with the delivery whose columns they have.
select dead_letter_no as no, 0 as part, source, delivery, delivered::text as first, '{}' as second
from dead_letter
where dead_letter_no > %(no)s and delivered is not null
order by dead_letter_no
limit %(limit)s
for update

-- name: store_letters
-- The same rows, sealed anew.
update dead_letter r
set delivered = n.first
from unnest(%(nos)s::bigint[], %(parts)s::int[], %(firsts)s::jsonb[], %(seconds)s::jsonb[])
    as n (no, part, first, second)
where r.dead_letter_no = n.no

-- name: some_corrections
-- The next corrections, each as an object with its attribute.
select correction_no as no, 0 as part, '' as source, '' as delivery,
       jsonb_build_object(attribute, value)::text as first, '{}' as second
from correction
where correction_no > %(no)s and value is not null
  and (attribute = any(%(names)s::text[]) or value like %(sealed)s)
order by correction_no
limit %(limit)s
for update

-- name: store_corrections
-- The same corrections, sealed anew.
update correction r
set value = n.first ->> r.attribute
from unnest(%(nos)s::bigint[], %(parts)s::int[], %(firsts)s::jsonb[], %(seconds)s::jsonb[])
    as n (no, part, first, second)
where r.correction_no = n.no

-- name: some_accounts
-- The next secrets of authenticator apps.
select account_no as no, 0 as part, '' as source, '' as delivery,
       jsonb_build_object('totp', totp_secret)::text as first, '{}' as second
from account
where account_no > %(no)s and totp_secret is not null
order by account_no
limit %(limit)s
for update

-- name: store_accounts
-- The same secrets, sealed anew.
update account r
set totp_secret = n.first ->> 'totp'
from unnest(%(nos)s::bigint[], %(parts)s::int[], %(firsts)s::jsonb[], %(seconds)s::jsonb[])
    as n (no, part, first, second)
where r.account_no = n.no
