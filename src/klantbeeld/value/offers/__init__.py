"""Next best offer: buy again, new to this customer (cross-sell), and upgrade (up-sell).

Three tasks, kept apart, because they are: what somebody bought before is bought again far more
often than anything new, and one list of both would show the first alone.
"""
