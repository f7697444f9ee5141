"""The pages about one customer."""
