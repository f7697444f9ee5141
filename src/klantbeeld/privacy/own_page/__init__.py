"""The customer's own page: the links that open it, and what it shows."""
