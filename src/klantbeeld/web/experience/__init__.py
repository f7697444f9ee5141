"""The pages of what customers say, beside what was observed."""
