"""Reads of the gate for who mends records and checks them against reality."""
