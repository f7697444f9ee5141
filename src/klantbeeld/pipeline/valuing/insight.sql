-- name: forget_marked
-- Those who were marked since everybody was looked at; looking again tells why, or that it ended.
delete from value_left_out where bars = '{}'

-- name: forget
delete from value_left_out where person_id = any(%(people)s::bigint[])

-- name: forget_others
-- Everybody who was looked at and is not left out; who was marked meanwhile stays.
delete from value_left_out v
where v.bars <> '{}'
  and not exists (
      select from unnest(%(left_out)s::bigint[]) as l (person_id) where l.person_id = v.person_id
  )

-- name: keep
-- Of people who are there: who is erased or merged meanwhile waits for this, or is passed over.
insert into value_left_out (person_id, bars)
select l.person_id, string_to_array(l.bars, ' ')
from unnest(%(people)s::bigint[], %(bars)s::text[]) as l (person_id, bars)
join person p using (person_id)
order by l.person_id
for key share of p
on conflict (person_id) do update set bars = excluded.bars

-- name: counts
-- Of who was marked a moment ago, the reason follows.
select 'people' as reason, count(*) as people from value_left_out
union all
select bar, count(*) from value_left_out cross join lateral unnest(bars) as b (bar) group by bar
