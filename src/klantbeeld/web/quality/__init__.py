"""The pages of data quality: the heat map, what it costs, the records to mend."""
