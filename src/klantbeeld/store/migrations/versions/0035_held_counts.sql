create table held_count (
    what text not null check (what in (
        'records', 'touchpoints', 'figures', 'people', 'by_records', 'by_sources', 'households'
    )),
    source text not null,
    number integer not null,
    change bigint not null
);
comment on table held_count is
    'How much is held, in steps: the sum of the changes is the count. Whoever adds or takes away '
    'appends a step, so that nobody waits for anybody; now and then the steps are added up.';
comment on column held_count.what is
    'records, touchpoints, figures and people of a source (a person of two sources counts in each); '
    'people by their number of records or sources; households.';
comment on column held_count.source is 'Empty where it is of no one source.';
comment on column held_count.number is 'How many records or sources; 0 where that is not asked.';

create function held_count_of_people(records integer, sources text[])
    returns table (what text, source text, number integer)
    language sql immutable as $$
    select 'by_records', '', records
    union all
    select 'by_sources', '', cardinality(sources)
    union all
    select 'people', s, 0 from unnest(sources) s
$$;
comment on function held_count_of_people is 'In which counts a person stands.';

create function held_count_of_source() returns trigger language plpgsql as $$
begin
    insert into held_count (what, source, number, change)
    select tg_argv[0], source, 0, tg_argv[1]::bigint * count(*) from changed group by source;
    return null;
end
$$;
create function held_count_person() returns trigger language plpgsql as $$
begin
    insert into held_count (what, source, number, change)
    select w.what, w.source, w.number, tg_argv[0]::bigint * sum(c.people)
    from (select records, sources, count(*) as people from changed group by records, sources) c
    cross join lateral held_count_of_people(c.records, c.sources) w
    group by w.what, w.source, w.number;
    return null;
end
$$;
create function held_count_person_changed() returns trigger language plpgsql as $$
begin
    insert into held_count (what, source, number, change)
    select w.what, w.source, w.number, sum(c.change)
    from (
        select records, sources, sum(change) as change
        from (
            select records, sources, -1 as change from changed_from
            union all
            select records, sources, 1 from changed_to
        ) each
        group by records, sources
        having sum(change) <> 0
    ) c
    cross join lateral held_count_of_people(c.records, c.sources) w
    group by w.what, w.source, w.number
    having sum(c.change) <> 0;
    return null;
end
$$;
create function held_count_household() returns trigger language plpgsql as $$
begin
    insert into held_count (what, source, number, change)
    select 'households', '', 0, tg_argv[0]::bigint * count(*)
    from changed
    where person_id = household_id
    having count(*) > 0;
    return null;
end
$$;
comment on function held_count_household is
    'A household has the number of one of its members: that one stands for it.';
create function held_count_emptied() returns trigger language plpgsql as $$
begin
    insert into held_count (what, source, number, change)
    select what, source, number, -sum(change)
    from held_count
    where what = any(tg_argv)
    group by what, source, number
    having sum(change) <> 0;
    return null;
end
$$;

create trigger held_count_record_added after insert on source_record
    referencing new table as changed
    for each statement execute function held_count_of_source('records', '1');
create trigger held_count_record_ended after delete on source_record
    referencing old table as changed
    for each statement execute function held_count_of_source('records', '-1');
create trigger held_count_touchpoint_added after insert on touchpoint
    referencing new table as changed
    for each statement execute function held_count_of_source('touchpoints', '1');
create trigger held_count_touchpoint_ended after delete on touchpoint
    referencing old table as changed
    for each statement execute function held_count_of_source('touchpoints', '-1');
create trigger held_count_figure_added after insert on metric_figure
    referencing new table as changed
    for each statement execute function held_count_of_source('figures', '1');
create trigger held_count_figure_ended after delete on metric_figure
    referencing old table as changed
    for each statement execute function held_count_of_source('figures', '-1');
create trigger held_count_person_added after insert on person
    referencing new table as changed
    for each statement execute function held_count_person('1');
create trigger held_count_person_ended after delete on person
    referencing old table as changed
    for each statement execute function held_count_person('-1');
create trigger held_count_person_changed after update on person
    referencing old table as changed_from new table as changed_to
    for each statement execute function held_count_person_changed();
create trigger held_count_people_emptied after truncate on person
    for each statement execute function held_count_emptied('people', 'by_records', 'by_sources');
create trigger held_count_household_added after insert on household_member
    referencing new table as changed
    for each statement execute function held_count_household('1');
create trigger held_count_household_ended after delete on household_member
    referencing old table as changed
    for each statement execute function held_count_household('-1');
create trigger held_count_household_was after update on household_member
    referencing old table as changed
    for each statement execute function held_count_household('-1');
create trigger held_count_household_is after update on household_member
    referencing new table as changed
    for each statement execute function held_count_household('1');
create trigger held_count_households_emptied after truncate on household_member
    for each statement execute function held_count_emptied('households');

create view held_count_now as
select 'records' as what, source, 0 as number, count(*) as held from source_record group by source
union all
select 'touchpoints', source, 0, count(*) from touchpoint group by source
union all
select 'figures', source, 0, count(*) from metric_figure group by source
union all
select w.what, w.source, w.number, sum(p.people)::bigint
from (select records, sources, count(*) as people from person group by records, sources) p
cross join lateral held_count_of_people(p.records, p.sources) w
group by w.what, w.source, w.number
union all
select 'households', '', 0, count(*)
from household_member
where person_id = household_id
having count(*) > 0;
comment on view held_count_now is 'held_count as it should be, counted anew.';

insert into held_count (what, source, number, change)
select what, source, number, held from held_count_now;

create index source_record_gone on source_record (source) where gone_at is not null;
comment on index source_record_gone is 'What a source no longer has: little beside what it has.';
