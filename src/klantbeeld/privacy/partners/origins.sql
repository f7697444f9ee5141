-- name: deliveries
-- Finished loads of these sources that brought new records, and whether their people were told.
select
    l.load_no, l.source, l.finished_at as loaded_at, l.rows_new as people,
    t.at as told_at, t.made_by as told_by, t.how
from load l
left join origin_told t using (load_no)
where l.source = any(%(sources)s::text[]) and l.finished_at is not null and l.rows_new > 0
order by t.at is not null, l.finished_at desc

-- name: told
-- The people of a delivery were told; nothing comes back for another delivery, or the second time.
insert into origin_told (load_no, at, made_by, how)
select load_no, %(now)s, %(actor)s, %(how)s
from load
where load_no = %(load_no)s and source = any(%(sources)s::text[])
on conflict do nothing
returning load_no
