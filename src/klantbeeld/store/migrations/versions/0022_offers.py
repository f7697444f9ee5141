"""Next best offer: what was learnt of items, and what people answered to offers."""

from pathlib import Path

from alembic import op

revision = "0022"
down_revision = "0020"


def upgrade() -> None:
    """Applies ``0022_offers.sql``."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
