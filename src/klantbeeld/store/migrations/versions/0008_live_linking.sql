create table linking_form (
    record_no bigint primary key,
    form text not null
);
comment on table linking_form is
    'What linking compares of each record that it has linked, as one text: a copy, made anew from '
    'the record where it is missing or of another catalogue.';
comment on column linking_form.form is
    'Which columns these are (a hash), then the values in comparable form, U+001F between.';
