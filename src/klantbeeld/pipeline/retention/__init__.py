"""Storage limitation: what is past its retention is cleared, and each run proves what it did."""
