"""Model versions: who put which in use, and when."""

from pathlib import Path

from alembic import op

revision = "0005"
down_revision = "0003"


def upgrade() -> None:
    """Applies ``0005_model_versions.sql``."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
