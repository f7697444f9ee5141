"""When a model version's names were last compared with the records."""

from pathlib import Path

from alembic import op

revision = "0025"
down_revision = "0022"


def upgrade() -> None:
    """Applies ``0025_names_checked.sql``."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
