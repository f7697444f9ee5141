create table organisation_model (
    model_no bigint primary key references linkage_model on delete cascade,
    created_at timestamptz not null,
    fingerprint text not null,
    profiles bigint not null,
    content bytea not null
);
comment on table organisation_model is
    'What linking organisations knows, frozen: a part of the model version of the same number.';
comment on column organisation_model.profiles is 'How many profiles it was made from.';

create table organisation_profile (
    profile bigint primary key,
    organisation_id bigint,
    said text not null
);
comment on table organisation_profile is
    'What records say of an organisation, each combination once, while a record says it.';
comment on column organisation_profile.profile is 'A hash of what is said.';
comment on column organisation_profile.said is
    'The compared values in comparable form, in the order of the linker''s columns, U+001F between.';
comment on column organisation_profile.organisation_id is
    'The lowest record_no of the organisation''s records; empty where too little is said.';
create index organisation_profile_by_organisation on organisation_profile (organisation_id);

create table organisation_record (
    record_no bigint primary key,
    profile bigint not null
);
comment on table organisation_record is 'Record -> what it says of an organisation.';
create index organisation_record_by_profile on organisation_record (profile, record_no);

create table organisation_key (
    key bigint not null,
    profile bigint not null,
    primary key (key, profile)
);
comment on table organisation_key is 'Profiles of organisations that share a key are compared.';
create index organisation_key_by_profile on organisation_key (profile);

create table organisation_link (
    profile_a bigint not null,
    profile_b bigint not null,
    match_weight double precision not null,
    primary key (profile_a, profile_b),
    check (profile_a < profile_b)
);
comment on table organisation_link is 'Pairs of profiles that are likely one organisation.';
comment on column organisation_link.match_weight is 'Log2 odds of one organisation; above 0.';
create index organisation_link_by_b on organisation_link (profile_b);
