-- Verdicts that say nothing about who is one person; the decision that a judgement is part of; and
-- a judgement about a record that is erased goes with it.
alter table judgement drop constraint judgement_verdict_check;
alter table judgement add constraint judgement_verdict_check
    check (verdict in ('match', 'no_match', 'unsure', 'no_household'));
comment on column judgement.verdict is
    'match and no_match settle who is one person; unsure: somebody looked and could not tell; '
    'no_household: the people of these records do not live together.';

alter table judgement add column decision_no bigint;
update judgement set decision_no = judgement_no;
alter table judgement alter column decision_no set not null;
comment on column judgement.decision_no is
    'The decision that this is a part of; numbered from the same sequence as the judgements.';

delete from judgement j
where not exists (select from source_record r where r.record_no = j.record_a)
   or not exists (select from source_record r where r.record_no = j.record_b);
alter table judgement add foreign key (record_a) references source_record on delete cascade;
alter table judgement add foreign key (record_b) references source_record on delete cascade;

-- Also the ended ones: a person's history shows them, and an erasure looks for them.
drop index judgement_by_a;
drop index judgement_by_b;
create index judgement_by_a on judgement (record_a);
create index judgement_by_b on judgement (record_b);
create index judgement_by_decision on judgement (decision_no);

-- The review queue begins with the pairs about which the model is least sure.
create index link_in_doubt on link (abs(match_weight)) where abs(match_weight) < 3;

create table link_against (
    record_a bigint not null references source_record on delete cascade,
    record_b bigint not null references source_record on delete cascade,
    match_weight double precision not null,
    primary key (record_a, record_b),
    check (record_a < record_b)
);
comment on table link_against is
    'Links whose records other evidence kept apart when their component was clustered: hints for '
    'the review queue, which looks whether it is still so.';
create index link_against_by_b on link_against (record_b);
create index link_against_strongest on link_against (match_weight desc);
