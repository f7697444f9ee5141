create trigger written after insert or update or delete or truncate on product
    for each statement execute function metric_written();
