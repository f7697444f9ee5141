"""What is held is counted as it comes and goes, so that no page counts it anew."""

from pathlib import Path

from alembic import op

revision = "0035"
down_revision = "0033"


def upgrade() -> None:
    """Applies ``0035_held_counts.sql``."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
