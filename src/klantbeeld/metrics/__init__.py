"""Metrics: figures kept ready by day, month and cohort, and the definitions that read them."""
