"""How many customers came to a product category, and who ordered in it."""

from pathlib import Path

from alembic import op

revision = "0032"
down_revision = "0030"


def upgrade() -> None:
    """Applies ``0032_product_categories.sql``: counted from what is kept by person."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
