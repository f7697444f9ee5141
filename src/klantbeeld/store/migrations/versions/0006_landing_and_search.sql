-- Checking a reference row by row costs more than storing the row. The landing writes the load and
-- its records in one transaction; what is left without its other half is found by `verify`.
alter table source_record drop constraint source_record_load_no_fkey;
alter table touchpoint drop constraint touchpoint_load_no_fkey;

alter table search_term rename to former_term;
alter table former_term rename constraint search_term_pkey to former_term_pkey;

create table search_term (
    kind text not null,
    term text collate "C" not null,
    record_no bigint not null,
    primary key (kind, term, record_no)
);
comment on table search_term is
    'What a record can be found by (name, email, phone, address, identifier): what came in small '
    'numbers; the rest stands in search_page. Terms of former versions may linger: whoever reads '
    'one compares it with the record.';

create table search_run (
    run_no bigint generated always as identity primary key
);
comment on table search_run is 'A batch whose search terms were packed into pages, sorted.';

create table search_page (
    run_no bigint not null references search_run on delete cascade,
    page_no bigint not null,
    kind text not null,
    first_term text collate "C" not null,
    terms text not null,
    records bytea not null,
    primary key (run_no, page_no)
);
alter table search_page alter column terms set storage external;
alter table search_page alter column records set storage external;
comment on table search_page is 'Search terms as search_term has them, some 64 a page.';
comment on column search_page.terms is 'Sorted by their bytes, one a line.';
comment on column search_page.records is
    'The record_no of each term, each number 8 bytes, little-endian.';
create index search_page_by_term on search_page (run_no, kind, first_term);

create table search_word (
    word text collate "C" primary key
);
comment on table search_word is
    'Every word of a name that was landed, once, also after the last record with it is gone.';
create index search_word_alike on search_word using gin (word gin_trgm_ops);

insert into search_term (kind, term, record_no)
select distinct kind, term, record_no from former_term where kind not in ('name', 'family')
union
select 'name', array_to_string(words[place:] || words[:place - 1], ' '), record_no
from (
    select record_no, string_to_array(term, ' ') as words from former_term where kind = 'name'
) as name
cross join lateral generate_series(1, least(cardinality(words), 12)) as place;

insert into search_word (word)
select distinct word
from former_term cross join lateral unnest(string_to_array(term, ' ')) as word
where kind = 'name' and length(word) >= 3;

drop table former_term;
