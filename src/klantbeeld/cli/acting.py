"""Who acts on the command line, as which role and for which purpose.

Entering: the options of a command. Leaving: an actor and a purpose, as the gate asks for them.
"""

from __future__ import annotations

import getpass

import click

from klantbeeld.catalog.organisation import Duty
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.views import Actor

ROLE = click.option(
    "--role", default=None, help="Who reads (default: the first role that the project declares)."
)
OFFICER_ROLE = click.option(
    "--role", default=None, help="Who asks (default: the first role with the duty oversee)."
)
PURPOSE = click.option(
    "--purpose", default=None, help="What for (default: the role's own purpose)."
)


def operator() -> Actor:
    """Whoever runs the command, as the log names them; without a role."""
    return Actor(getpass.getuser(), "", "cli")


def check_role(services: Services, role: str) -> None:
    """Raises InputError for a role that is not declared."""
    if role not in services.catalogue.roles:
        raise InputError.single(
            f"unknown role {role}", "--role", f"Use one of: {', '.join(services.catalogue.roles)}."
        )


def reader_of(services: Services, role: str | None, purpose: str | None) -> tuple[Actor, str]:
    """Who reads, and for which purpose. Raises InputError for a role that is not declared."""
    roles = services.catalogue.roles
    chosen = role or next(iter(roles))
    check_role(services, chosen)
    return Actor(getpass.getuser(), chosen, "cli"), purpose or roles[chosen].default_purpose


def officer_of(services: Services, role: str | None, purpose: str | None) -> tuple[Actor, str]:
    """Who asks as the officer, and for which purpose. Raises InputError for an unknown role."""
    holders = services.gate.door.holders(Duty.OVERSEE)
    return reader_of(services, role or next(iter(holders), None), purpose)
