"""Changes are told as they changed; figures by region and segment, shipments, first purchases."""

from pathlib import Path

from alembic import op

revision = "0030"
down_revision = "0025"


def upgrade() -> None:
    """Applies ``0030_figures_of_people.sql``; the first fold counts everything anew."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
