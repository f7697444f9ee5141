-- name: by_load
-- The checks of the newest loads of each source, the oldest first.
select source, load_no, started_at, numerator, denominator
from (
    select l.source, l.load_no, l.started_at, sum(q.numerator)::bigint as numerator,
           sum(q.denominator)::bigint as denominator,
           row_number() over (partition by l.source order by l.load_no desc) as place
    from quality_count q
    join load l using (load_no)
    group by l.source, l.load_no, l.started_at
) newest
where place <= %(limit)s
order by source, load_no
