-- name: settings
select time_zone, currency, lost_after_months from metric_setting

-- name: types
select type, kind from metric_type order by type collate "C"

-- name: measures
select measure, type, key_field, number_field, by_level
from metric_measure
order by measure collate "C"

-- name: words
select type, said, word from metric_word order by type collate "C", said collate "C"

-- name: breakdowns
select dimension, attribute, letters from metric_breakdown order by dimension collate "C"

-- name: delivery_fields
select type, field from metric_delivery_field order by type collate "C"

-- name: set_settings
update metric_setting
set time_zone = %(time_zone)s, currency = %(currency)s, lost_after_months = %(lost_after_months)s

-- name: clear
delete from metric_type;
delete from metric_measure;
delete from metric_word;
delete from metric_breakdown;
delete from metric_delivery_field

-- name: add_type
insert into metric_type (type, kind) values (%(type)s, %(kind)s)

-- name: add_measure
insert into metric_measure (measure, type, key_field, number_field, by_level)
values (%(measure)s, %(type)s, %(key_field)s, %(number_field)s, %(by_level)s)

-- name: add_word
insert into metric_word (type, said, word) values (%(type)s, %(said)s, %(word)s)

-- name: add_breakdown
insert into metric_breakdown (dimension, attribute, letters)
values (%(dimension)s, %(attribute)s, %(letters)s)

-- name: add_delivery_field
insert into metric_delivery_field (type, field) values (%(type)s, %(field)s)
