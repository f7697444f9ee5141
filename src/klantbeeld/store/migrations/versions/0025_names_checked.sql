alter table linkage_model add column names_checked_at timestamptz;
comment on column linkage_model.names_checked_at is
    'When its names were last compared with the records: those of who was erased since may be in it.';
