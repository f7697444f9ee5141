"""Records become people: all at once or as they come, with what people decide about it."""
