"""Live linking: what is compared of each record, kept beside it."""

from pathlib import Path

from alembic import op

revision = "0008"
down_revision = "0015"


def upgrade() -> None:
    """Applies ``0008_live_linking.sql``."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
