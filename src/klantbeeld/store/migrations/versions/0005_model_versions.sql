-- Every time that a model version was put in use: taking a promotion back is one, too.
create table model_promotion (
    promotion_no bigint generated always as identity primary key,
    at timestamptz not null,
    model_no bigint not null references linkage_model,
    previous_no bigint references linkage_model,
    made_by text not null
);
comment on table model_promotion is
    'Which model version was put in use, when, by whom, and which one it took the place of.';

insert into model_promotion (at, model_no, previous_no, made_by)
select promoted_at, model_no, lag(model_no) over (order by promoted_at, model_no), 'klantbeeld'
from linkage_model
where promoted_at is not null
order by promoted_at, model_no;
