"""What a customer is worth, and what to do next: pure arithmetic on arrays.

Entering: order days, amounts, contracts and order lines as numpy arrays. Leaving: frequency,
recency and age; lifetime value; the probability of losing a customer; offers with their reason;
lifecycle stages. Nothing here reads a store or knows a person: the caller passes the gate.

Time in the models is in weeks, as in the published work; days are calendar days. Money is of one
currency in every array. The mathematics and its sources: ``docs/explanation/customer-value.md``.
"""
