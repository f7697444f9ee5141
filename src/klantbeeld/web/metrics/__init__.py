"""The pages of goals and metrics."""
