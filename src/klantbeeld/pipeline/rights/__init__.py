"""The rights of the data subject, carried out: access, portability, rectification, erasure."""
