-- name: exact_terms
-- Records that have one of these terms.
select s.record_no, s.kind, s.term, m.person_id, r.standard
from unnest(%(kinds)s::text[], %(terms)s::text[]) as q (kind, term)
join search_term s on s.term = q.term and s.kind = q.kind
join membership m using (record_no)
join source_record r using (record_no)
order by s.record_no
limit %(limit)s

-- name: prefix_terms
-- Records with a term of this kind that begins so. Comparing instead of LIKE: a prepared statement
-- then still uses the index.
with first as materialized (
    select record_no, kind, term
    from search_term
    where term ~>=~ %(low)s and term ~<~ %(high)s and kind = %(kind)s
    order by term using ~<~
    limit %(limit)s
)
select first.*, m.person_id, r.standard
from first
join membership m using (record_no)
join source_record r using (record_no)

-- name: set_name_threshold
-- How much of what was typed must be found in a name, for this transaction.
select set_config('pg_trgm.word_similarity_threshold', %(threshold)s, true)

-- name: similar_names
-- Records with a name that holds something like what was typed, most similar first.
with alike as materialized (
    select
        s.record_no, s.kind, s.term,
        0.7 * word_similarity(%(name)s, s.term) + 0.3 * similarity(%(name)s, s.term) as similarity
    from search_term s
    where s.kind = 'name' and %(name)s <%% s.term
    order by similarity desc, s.record_no
    limit %(limit)s
)
select alike.*, m.person_id, r.standard
from alike
join membership m using (record_no)
join source_record r using (record_no)
order by alike.similarity desc, alike.record_no

-- name: record_keys
-- Records by the source's own number, in any source.
select r.record_no, r.source_record_id, m.person_id
from source_record r
join membership m using (record_no)
where r.source = any(%(sources)s) and r.source_record_id = any(%(keys)s)
order by r.record_no
limit %(limit)s

-- name: touchpoint_keys
-- Records by the number of an order, an invoice, a case.
select t.record_no, t.touchpoint_key, m.person_id
from touchpoint t
join membership m using (record_no)
where lower(t.touchpoint_key) = lower(%(key)s) and t.type = any(%(types)s)
order by t.occurred_at desc
limit %(limit)s

-- name: people
-- The folded rows of people.
select person_id, golden, records from person where person_id = any(%(people)s)
