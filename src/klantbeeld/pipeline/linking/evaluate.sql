-- name: partition
select r.record_no, r.source, r.source_record_id, m.person_id
from source_record r join membership m using (record_no)
order by r.record_no

-- name: linked_pairs
-- Pairs that the model calls one person, whatever became of them in clustering.
select record_a, record_b from link where match_weight > 0
