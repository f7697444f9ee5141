"""Consent: what people said about the use of their data, and what follows from it."""
