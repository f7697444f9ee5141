"""What is refused, what is looked at, what is dropped, and who still reads what is held."""

from pathlib import Path

from alembic import op

revision = "0012"
down_revision = "0009"


def upgrade() -> None:
    """Applies ``0012_collection.sql``."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
