-- name: holds_sealed
-- Whether anything in the store is sealed. Read where the file of the keys is missing, and only there:
-- in a store that holds nothing yet, or in one that lost it.
select exists (select from account where totp_secret is not null)
    or exists (
        select from source_record
        where delivered::text like %(sealed)s or standard::text like %(sealed)s
    ) as found
