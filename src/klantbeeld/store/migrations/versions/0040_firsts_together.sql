-- One row of a person instead of one of every category that they bought.
create table metric_buyer_firsts (
    person_id bigint primary key,
    firsts jsonb not null
);
comment on table metric_buyer_firsts is
    'When each person first ordered in each product category: in one row, for a fold looks up what '
    'ten thousand people know.';
comment on column metric_buyer_firsts.firsts is 'Category: first month.';
insert into metric_buyer_firsts (person_id, firsts)
select person_id, jsonb_object_agg(category, first_month)
from metric_buyer_category
group by person_id;
drop table metric_buyer_category;

create view metric_buyer_category as
select b.person_id, f.category, f.month::date as first_month
from metric_buyer_firsts b
cross join lateral jsonb_each_text(b.firsts) f (category, month);
comment on view metric_buyer_category is
    'When each person first ordered in each product category, row by row.';
