"""Proof: every article that the platform must keep, tried on a real PostgreSQL and reported.

A proof is a function named after its article. Some try behaviour on a scratch installation with
made-up people; others look, changing nothing, at the live one. Together they are the report that a
Data Protection Officer hands over (Articles 5(2) and 24(1) AVG/GDPR).
"""
