"""Records to organisations: what they say of one, who says the same, and who acts for it.

Pure, as the rest of identity. The page of mathematics: ``docs/explanation/organisations.md``.
"""
