"""Requests about data, corrections, erasures that hold, and the retention job."""

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0007"


def upgrade() -> None:
    """Applies ``0010_rights.sql``."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
