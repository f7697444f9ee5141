"""Figures by day, month and cohort, and the triggers that tell what changed."""

from pathlib import Path

from alembic import op

revision = "0015"
down_revision = "0011"


def upgrade() -> None:
    """Applies ``0015_metrics.sql``."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
