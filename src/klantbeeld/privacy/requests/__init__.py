"""Requests of people about their data: one register, its clock, and what was done when."""
