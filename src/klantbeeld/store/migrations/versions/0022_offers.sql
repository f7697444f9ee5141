-- Next best offer: what was learnt of items, and what people answered to an offer. Nothing of a
-- person is worked out beforehand: offers are made at the moment of contact.
create table offer_item (
    model_no bigint not null references value_model on delete cascade,
    item_no integer not null,
    item text not null,
    offered boolean not null,
    share double precision not null,
    trend double precision not null,
    source text not null,
    product_id text not null,
    price numeric(14, 2),
    weights bytea not null,
    primary key (model_no, item_no)
);
comment on table offer_item is
    'What can be bought, at the level of offers, as the offer model in use knows it.';
comment on column offer_item.item is 'The product, or the kind of product that is offered.';
comment on column offer_item.offered is
    'Whether it may be offered as new: sold of late, and bought by enough people.';
comment on column offer_item.share is 'Of the customers learnt from, who bought it.';
comment on column offer_item.trend is 'Buyers of late beside those to be expected.';
comment on column offer_item.product_id is 'The product that sells most of it.';
comment on column offer_item.price is 'What a piece of that costs on average, of late.';
comment on column offer_item.weights is
    'For which items it speaks, and how much: pairs of a 4-byte integer (item_no) and a 4-byte '
    'float, little-endian.';
create unique index offer_item_by_name on offer_item (item, model_no);

create table offer_upgrade (
    model_no bigint not null references value_model on delete cascade,
    source text not null,
    product_id text not null,
    to_source text not null,
    to_product_id text not null,
    share double precision not null,
    people integer not null,
    larger boolean not null,
    price numeric(14, 2),
    primary key (model_no, source, product_id, to_source, to_product_id)
);
comment on table offer_upgrade is 'Products from which buyers went on to a dearer one of their kind.';
comment on column offer_upgrade.share is 'Of its buyers, who went on, dampened.';
comment on column offer_upgrade.people is 'How many went on.';
comment on column offer_upgrade.larger is 'Whether it is known to be the larger package.';

create sequence offer_act;

create table offer_outcome (
    outcome_no bigint generated always as identity primary key,
    act_no bigint not null,
    record_no bigint not null references source_record on delete cascade,
    kind text not null check (kind in ('again', 'new', 'upgrade')),
    item text not null,
    source text not null,
    product_id text not null,
    outcome text not null check (outcome in ('accepted', 'declined', 'later')),
    at timestamptz not null,
    actor text not null,
    via text not null,
    ended_at timestamptz,
    ended_by text
);
comment on table offer_outcome is
    'What somebody answered to an offer; it stands on every record that the person had. End-dated '
    'when it is taken back.';
comment on column offer_outcome.act_no is 'One answer, on however many records.';
comment on column offer_outcome.via is 'By which way: web, api or cli.';
create index offer_outcome_by_record on offer_outcome (record_no);
create index offer_outcome_by_act on offer_outcome (act_no);

create table metric_offer_month (
    month date not null,
    kind text not null,
    outcome text not null,
    offers bigint not null,
    primary key (month, kind, outcome)
);
comment on table metric_offer_month is
    'Answers to offers by month: counts of nobody, which stay when somebody is erased.';
