"""Landing without row-by-row checks of what it writes itself; search terms in packed pages."""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Applies ``0006_landing_and_search.sql``."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
