"""The pages about what customers are worth, whether they stay, and what to offer them.

Each noun has its module here, with ``router(site)``, and its template under ``templates/value/``,
which extends ``value/area.html`` and sets ``part`` to its key there.
"""
