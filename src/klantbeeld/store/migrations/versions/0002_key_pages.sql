create table blocking_page (
    first_key bigint primary key,
    entries bytea not null
);
alter table blocking_page alter column entries set storage external;
comment on table blocking_page is
    'Blocking keys as the last build found them, packed: some 32 pairs of key and record a page.';
comment on column blocking_page.entries is
    'Sorted pairs (key, record_no), each number 8 bytes, little-endian; a key stands on one page.';

create table blocking_since (
    record_no bigint primary key
);
comment on table blocking_since is
    'Records linked since the last build: their keys stand in blocking_key, not in the pages.';

create table crowded_key (
    key bigint primary key
);
comment on table crowded_key is
    'Keys that so many records hold that they bring nobody together, while that is so.';

comment on table blocking_key is 'Blocking keys of the records linked since the last build.';
comment on table link is
    'Pairs that are likely one person (match_weight above 0) and near misses (to -6); components '
    'are computed over the likely ones.';
comment on column link.match_weight is 'Log2 odds of one person.';

-- Checking each of a million rows against source_record cost more than storing them; whoever ends a
-- source record ends these with it, and `klantbeeld verify` looks for orphans.
alter table membership drop constraint membership_record_no_fkey;
alter table waiting_record drop constraint waiting_record_record_no_fkey;
