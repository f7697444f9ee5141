"""Who may sign in, by which means, with which keys."""
