-- name: clear
delete from link_against

-- name: store
insert into link_against (record_a, record_b, match_weight)
select * from unnest(
    %(record_a)s::bigint[], %(record_b)s::bigint[], %(match_weight)s::double precision[]
)
on conflict (record_a, record_b) do update set match_weight = excluded.match_weight
where link_against.match_weight <> excluded.match_weight
