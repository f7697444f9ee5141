create function access_log_append(line text) returns bigint language plpgsql as $$
declare
    number bigint;
begin
    with head as materialized (
        select entry_no, hash from access_log_head for update
    ),
    written as (
        insert into access_log (
            at, actor, role, via, purpose, action, allowed, person_id, detail,
            entry_no, previous_hash, hash
        )
        select
            told.*, head.entry_no + 1, head.hash, sha256(head.hash || convert_to(line, 'UTF8'))
        from jsonb_to_record(line::jsonb) as told (
            at timestamptz, actor text, role text, via text, purpose text, action text,
            allowed boolean, person_id bigint, detail jsonb
        )
        -- Without a head the line would have no number, which the table refuses.
        left join head on true
        returning access_log.entry_no, access_log.hash
    )
    update access_log_head
    set entry_no = written.entry_no, hash = written.hash
    from written
    returning access_log_head.entry_no into number;
    return number;
end
$$;
comment on function access_log_append is
    'Writes a line, given in its canonical form, behind the head and moves the head; its number. '
    'The head is locked from here to the end of the transaction.';
