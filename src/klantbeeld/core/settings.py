"""What the environment may set; everything else stands in the project folder.

Read once at the start of a command. ``KLANTBEELD_DATABASE_URL`` empty means the embedded server.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Environment variables, all beginning with ``KLANTBEELD_``."""

    model_config = SettingsConfigDict(env_prefix="KLANTBEELD_", frozen=True)

    database_url: SecretStr | None = None
    """Any PostgreSQL 15 or newer; when absent the embedded server of the data folder."""

    data_dir: Path | None = None
    """Where the embedded server keeps its data; when absent chosen by who runs it."""

    keys: SecretStr | None = None
    """The keys of the sealed values, as the file ``.klantbeeld-keys`` holds them; when absent that
    file of the project folder."""

    oidc_secret: SecretStr | None = None
    """With which this installation speaks to the identity provider."""

    public_url: str | None = None
    """Where customers and colleagues reach the pages, such as ``https://klantbeeld.example.org``:
    stands in the links that are sent."""

    smtp_url: SecretStr | None = None
    """The server that sends mail: ``smtp://name:password@host:587``, or ``smtps://`` for TLS from
    the start; when absent no mail is sent."""

    mail_from: str | None = None
    """From which address mail is sent."""

    project: Path = Path()
    """The project folder (holds ``klantbeeld.yaml``)."""
