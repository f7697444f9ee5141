"""The ordered stages, resumable and idempotent, with progress; the live worker."""
