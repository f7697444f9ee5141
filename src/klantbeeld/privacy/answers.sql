-- name: remarks
-- What was written beside the mark of one question on these days, the newest first, with whether a
-- text seems to tell of health and the like and nobody has called it harmless.
select t.touchpoint_no, m.person_id, t.occurred_at, t.detail ->> i.number_field as mark,
       t.detail ->> i.remark_field as remark,
       exists (
           select from flagged_text f
           where f.touchpoint_no = t.touchpoint_no and f.verdict is distinct from 'harmless'
       ) as flagged
from metric_item i
join touchpoint t on t.type = i.type
    and t.occurred_at >= %(since)s and t.occurred_at < %(until)s
left join metric_word w
    on w.type = t.type and w.said = lower(btrim(t.detail ->> nullif(i.key_field, '')))
left join membership m using (record_no)
where i.item = %(item)s and i.source in (t.source, '')
  and (t.occurred_at at time zone %(zone)s)::date = any(%(days)s::date[])
  and nullif(btrim(t.detail ->> nullif(i.remark_field, '')), '') is not null
  and (i.key_field = ''
       or coalesce(w.word, lower(btrim(t.detail ->> nullif(i.key_field, '')))) = i.word)
order by t.occurred_at desc, t.touchpoint_no desc
