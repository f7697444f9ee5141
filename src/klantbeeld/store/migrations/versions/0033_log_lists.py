"""Who looked at somebody is found in lists too, by an index on whom a line names."""

from pathlib import Path

from alembic import op

revision = "0033"
down_revision = "0034"


def upgrade() -> None:
    """Applies ``0033_log_lists.sql``."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
