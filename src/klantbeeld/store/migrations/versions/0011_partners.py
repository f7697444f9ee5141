"""Partners' keys and notices, the origin of data told, and breaches."""

from pathlib import Path

from alembic import op

revision = "0011"
down_revision = "0014"


def upgrade() -> None:
    """Applies ``0011_partners.sql``."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
