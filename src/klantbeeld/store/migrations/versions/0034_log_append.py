"""A line of the access log is written by a function: one parameter, planned once a connection."""

from pathlib import Path

from alembic import op

revision = "0034"
down_revision = "0032"


def upgrade() -> None:
    """Applies ``0034_log_append.sql``."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
