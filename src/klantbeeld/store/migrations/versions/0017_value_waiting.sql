create table value_waiting (
    person_id bigint not null
);
comment on table value_waiting is
    'People whose orders changed since they were scored. Appended, so that who folds never waits '
    'for who scores: somebody may stand here more than once.';
create index value_waiting_by_person on value_waiting (person_id);
