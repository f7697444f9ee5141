"""What customers answer, and how their matters went, by day."""

from pathlib import Path

from alembic import op

revision = "0023"
down_revision = "0018"


def upgrade() -> None:
    """Applies ``0023_answers.sql``."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
