-- name: propose
-- What a request asks to correct an attribute to.
insert into proposed_value (request_no, record_no, attribute, value)
values (%(request_no)s, %(record_no)s, %(attribute)s, %(value)s)

-- name: of_request
-- What is proposed in a request.
select attribute, value from proposed_value where request_no = %(request_no)s order by attribute
