"""PostgreSQL: the connection, named SQL, migrations, and the embedded server.

Entering: settings. Leaving: transactions on a migrated database. ``embedded`` runs a server of our
own where no database is named; what lies below it is its account, folders, locks, programs,
settings and contents (``embedded_*``).
"""
