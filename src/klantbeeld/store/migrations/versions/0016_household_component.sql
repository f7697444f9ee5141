create function household_component(people bigint[], records bigint[])
    returns table (person_a bigint, person_b bigint, weight double precision, shared bigint)
    language plpgsql stable as $$
#variable_conflict use_column
declare
    -- Whom to look at next, everybody met so far, and the pairs found.
    ring bigint[];
    met bigint[];
    ones bigint[] := '{}';
    others bigint[] := '{}';
    weights double precision[] := '{}';
    signs bigint[] := '{}';
    found record;
begin
    select array_agg(distinct p) into ring
    from (
        select unnest(people)
        union all
        select m.person_id from membership m where m.record_no = any(records)
    ) as t (p);
    met := ring;
    while ring is not null loop
        -- Each pair is met from the lower record's side once; from the other side it only leads on.
        select
            array_agg(f.one) filter (where f.lower) as one,
            array_agg(f.other) filter (where f.lower) as other,
            array_agg(f.weight) filter (where f.lower) as weight,
            array_agg(f.shared) filter (where f.lower) as shared,
            array_agg(distinct f.other) as neighbours
        into found
        from (
            select m.person_id as one, o.person_id as other, l.weight, l.shared, l.lower
            from unnest(ring) as n (person_id)
            join membership m using (person_id)
            cross join lateral (
                select h.record_b as record_no, h.weight, h.shared, true as lower
                from household_link h where h.record_a = m.record_no
                union all
                select h.record_a, h.weight, h.shared, false
                from household_link h where h.record_b = m.record_no
            ) l
            join membership o on o.record_no = l.record_no
        ) f
        where f.one <> f.other;
        ones := ones || found.one;
        others := others || found.other;
        weights := weights || found.weight;
        signs := signs || found.shared;
        select array_agg(n) into ring
        from (select unnest(found.neighbours) except select unnest(met)) as t (n);
        met := met || ring;
    end loop;
    return query
    select * from unnest(ones, others, weights, signs)
    union all
    select h.person_id, null, null, h.household_id
    from household_member h where h.person_id = any(met)
    union all
    select a.person_id, b.person_id, null, null
    from membership a
    join judgement j on j.record_a = a.record_no and j.verdict = 'no_household'
    join membership b on b.record_no = j.record_b
    where a.person_id = any(met) and j.ended_at is null and a.person_id <> b.person_id;
end
$$;
comment on function household_component is
    'What speaks of the households of these people, of the people of these records, and of everybody '
    'who hangs together with them, looked up from one ring of neighbours to the next.';
