"""Signing in and out, by password, second factor or identity provider."""
