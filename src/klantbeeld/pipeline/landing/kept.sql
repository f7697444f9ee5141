-- name: dropped_names
-- Attributes and touchpoint types that were dropped: later deliveries do not bring them back.
select name from dropped_attribute
