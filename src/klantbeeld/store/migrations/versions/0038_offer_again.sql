-- What was learnt before knows only how an item sells of late: that is what counted until now.
alter table offer_item add column again double precision;
update offer_item set again = trend;
alter table offer_item alter column again set not null;
comment on column offer_item.trend is
    'Factor of how it sells of late, to everybody and to who had not had it, beside what was usual.';
comment on column offer_item.again is
    'Factor of how much having bought it speaks for buying it again: by how it sells of late, and by '
    'how many of its buyers came back for it.';
