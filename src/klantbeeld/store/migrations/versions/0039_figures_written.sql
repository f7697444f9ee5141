create table metric_written (
    figures text not null,
    times bigint not null
);
comment on table metric_written is
    'How often each table of figures was written, in steps that add up: what was read of it holds '
    'until it is written again.';

create function metric_written() returns trigger language plpgsql as $$
begin
    insert into metric_written (figures, times) values (tg_table_name, 1);
    return null;
end
$$;
do $$
declare
    figures text;
begin
    foreach figures in array array[
        'metric_setting', 'metric_type', 'metric_word', 'metric_day', 'metric_line_day',
        'metric_measure_day', 'metric_item', 'metric_answer_day', 'metric_answer_pair_day',
        'metric_observed_day', 'metric_complaint_count', 'metric_cohort', 'metric_flow',
        'metric_figure', 'metric_census', 'metric_part_month', 'metric_ship_day',
        'metric_category_first', 'metric_category_begun', 'metric_offer_month',
        'metric_value_past', 'metric_value_part', 'value_state'
    ] loop
        execute 'create trigger written after insert or update or delete or truncate on '
            || figures || ' for each statement execute function metric_written()';
    end loop;
end
$$;
