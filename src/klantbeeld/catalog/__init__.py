"""What the organisation declares: frozen definitions, loaded from YAML and cross-checked."""
