"""The customer's own page: no colleague's navigation, session or rights; works without a script."""
