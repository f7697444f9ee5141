"""Channel rules: who may be reached, by which way, with what, on which day."""
