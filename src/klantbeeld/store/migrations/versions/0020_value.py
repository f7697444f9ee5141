"""What customers are worth and whether they stay: models, scores, and sums kept in step."""

from pathlib import Path

from alembic import op

revision = "0020"
down_revision = "0021"


def upgrade() -> None:
    """Applies ``0020_value.sql``."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
