-- name: add
-- Before the version in use is retired: it is the one whose place is taken.
insert into model_promotion (at, model_no, previous_no, made_by)
values (
    %(now)s,
    %(model_no)s,
    (select model_no from linkage_model where promoted_at is not null and retired_at is null),
    %(made_by)s
)

-- name: all
-- Newest first.
select promotion_no, at, model_no, previous_no, made_by
from model_promotion
order by promotion_no desc

-- name: before
-- The version whose place the one in use took.
select previous_no
from model_promotion
where model_no <> coalesce(previous_no, 0)
order by promotion_no desc
limit 1

-- name: tell
-- Adds to what a version's summary says.
update linkage_model set summary = summary || %(told)s where model_no = %(model_no)s
