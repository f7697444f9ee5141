"""Figures, experience and quality for the surfaces, and the goals that they serve."""
