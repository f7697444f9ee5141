"""From what a system delivers to source records: reading files, landing them, live intake."""
