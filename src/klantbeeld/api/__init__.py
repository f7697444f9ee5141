"""The HTTP API: versioned, described by OpenAPI, by key and scope, every read through the gate."""
