"""Klantbeeld: an open-source Single Customer View."""

__version__ = "0.1.0"
