"""The officer's pages: register, purposes, consents, requests, breaches, retention, partners, log.

Each noun has its module here, with ``router(site)``, and its template under
``templates/privacy/``, which extends ``privacy/area.html`` and sets ``part`` to its key there.
"""
