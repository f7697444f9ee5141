"""Orders of less than nothing are returns; sums of any amounts that fit a touchpoint."""

from pathlib import Path

from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    """Applies ``0037_refunds.sql``."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
