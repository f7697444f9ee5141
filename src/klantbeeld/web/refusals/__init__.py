"""Why something is refused, in the reader's language."""
