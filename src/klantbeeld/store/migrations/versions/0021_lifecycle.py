"""Where customers stand in the lifecycle, their moves, and who of value slips away."""

from pathlib import Path

from alembic import op

revision = "0021"
down_revision = "0024"


def upgrade() -> None:
    """Applies ``0021_lifecycle.sql``."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
