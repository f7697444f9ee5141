"""Households: who hangs together is looked up ring by ring, each person once."""

from pathlib import Path

from alembic import op

revision = "0016"
down_revision = "0008"


def upgrade() -> None:
    """Applies ``0016_household_component.sql``."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
