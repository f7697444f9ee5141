"""Deliveries on their way in: read, screened, standardised, landed batch by batch, or put aside."""
