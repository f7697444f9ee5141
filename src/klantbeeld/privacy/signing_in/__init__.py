"""Signing in with an account that colleagues have elsewhere: the company's identity provider."""
