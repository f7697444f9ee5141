create function access_log_lists(detail jsonb) returns jsonb
language sql immutable parallel safe as $$
    select nullif(
        coalesce(detail -> 'people', '[]') || coalesce(detail -> 'household', '[]'), '[]'
    )
$$;
comment on function access_log_lists is
    'Whom a line names beside the person that it is about: a list shows its people too. Null: none.';
create index access_log_by_listed on access_log
    using gin (access_log_lists(detail) jsonb_path_ops) where access_log_lists(detail) is not null;
