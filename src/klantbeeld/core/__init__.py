"""What every package may use: errors, settings, logging, progress, the clock."""
