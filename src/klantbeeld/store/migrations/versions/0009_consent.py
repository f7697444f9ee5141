"""Consent with its proof, marks (restriction, objection), and contact points to leave alone."""

from pathlib import Path

from alembic import op

revision = "0009"
down_revision = "0010"


def upgrade() -> None:
    """Applies ``0009_consent.sql``."""
    statements = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    op.get_bind().exec_driver_sql(statements)
