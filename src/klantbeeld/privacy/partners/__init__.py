"""Partners: what they may see, what they are told, and whose data came from them."""
