"""Breaches of personal data: the clock, whom it touched, the report, the letter, the register."""
