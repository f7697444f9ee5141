-- name: live_model
-- The model version in use, and organisations' part of it where it has one.
select l.model_no, o.fingerprint
from linkage_model l left join organisation_model o using (model_no)
where l.promoted_at is not null and l.retired_at is null

-- name: model_content
select content from organisation_model where model_no = %(model_no)s

-- name: store_model
insert into organisation_model (model_no, created_at, fingerprint, profiles, content)
values (%(model_no)s, %(now)s, %(fingerprint)s, %(profiles)s, %(content)s)
on conflict (model_no) do update
set created_at = excluded.created_at, fingerprint = excluded.fingerprint,
    profiles = excluded.profiles, content = excluded.content

-- name: how_many
-- Profiles now: asked only while there are few.
select count(*) as profiles from organisation_profile

-- name: clear_profiles
delete from organisation_profile

-- name: clear_records
delete from organisation_record

-- name: clear_keys
truncate organisation_key

-- name: clear_links
truncate organisation_link

-- name: tell_all
-- Records whose source tells of an organisation: these are the attributes that do.
select record_no from source_record where standard ?| %(attributes)s order by record_no

-- name: add_profiles
insert into organisation_profile (profile, said)
select * from unnest(%(profiles)s::bigint[], %(said)s::text[])

-- name: analyse
analyze organisation_profile, organisation_record, organisation_key, organisation_link

-- name: former
-- What these records said before.
select record_no, profile from organisation_record where record_no = any(%(records)s)

-- name: forget_records
delete from organisation_record where record_no = any(%(records)s)

-- name: add_records
insert into organisation_record (record_no, profile)
select * from unnest(%(records)s::bigint[], %(profiles)s::bigint[])

-- name: add_keys
insert into organisation_key (key, profile)
select * from unnest(%(keys)s::bigint[], %(profiles)s::bigint[])

-- name: add_links
insert into organisation_link (profile_a, profile_b, match_weight)
select * from unnest(%(a)s::bigint[], %(b)s::bigint[], %(weight)s::double precision[])

-- name: known
-- Which of these profiles are stored.
select profile from organisation_profile where profile = any(%(profiles)s)

-- name: said
-- What these profiles say.
select profile, said from organisation_profile where profile = any(%(profiles)s) order by profile

-- name: sharing_keys
-- Stored profiles that share a key with one of the batch.
select key, profile from organisation_key where key = any(%(keys)s)

-- name: orphans
-- Which of these profiles no record says any more.
select p.profile
from organisation_profile p
where p.profile = any(%(profiles)s)
  and not exists (select from organisation_record r where r.profile = p.profile)

-- name: forget_profiles
delete from organisation_profile where profile = any(%(profiles)s)

-- name: forget_keys
delete from organisation_key where profile = any(%(profiles)s)

-- name: forget_links
-- Returns the profiles that were linked with these.
delete from organisation_link
where profile_a = any(%(profiles)s) or profile_b = any(%(profiles)s)
returning profile_a, profile_b

-- name: component
-- Everything that hangs together with these profiles.
with recursive component (profile) as (
    select profile from organisation_profile where profile = any(%(profiles)s)
    union
    select n.profile
    from component c
    cross join lateral (
        select profile_b as profile from organisation_link where profile_a = c.profile
        union all
        select profile_a from organisation_link where profile_b = c.profile
    ) n
)
select profile, said from component join organisation_profile using (profile) order by profile

-- name: links_among
select profile_a, profile_b, match_weight
from organisation_link
where profile_a = any(%(profiles)s) and profile_b = any(%(profiles)s)

-- name: place
-- Gives whole groups of profiles the lowest number of their records; those that say too little
-- (no group) get none.
with placed as (
    select * from unnest(%(profiles)s::bigint[], %(groups)s::bigint[]) as placed (profile, number)
), lowest as (
    select p.number, min(r.record_no) as organisation_id
    from placed p
    cross join lateral (
        select record_no from organisation_record where profile = p.profile
        order by record_no limit 1
    ) r
    where p.number >= 0
    group by p.number
)
update organisation_profile o
set organisation_id = l.organisation_id
from placed p left join lowest l using (number)
where o.profile = p.profile and o.organisation_id is distinct from l.organisation_id
