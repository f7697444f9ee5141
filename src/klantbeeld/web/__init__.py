"""The pages: made on the server, whole without a script, every read of a person by the gate."""
