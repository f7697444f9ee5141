-- name: set_threshold
-- Which share of their trigrams two words must have in common, for this transaction.
select set_config('pg_trgm.similarity_threshold', %(threshold)s, true)

-- name: similar_words
-- Words of names that share trigrams with each of these, most of them first.
select a.word as typed, w.word
from unnest(%(words)s::text[]) as a (word)
cross join lateral (
    select word
    from search_word
    where word %% a.word
    order by similarity(word, a.word) desc, word
    limit %(limit)s
) w
