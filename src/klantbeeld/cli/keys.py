"""``key``: which programs may call the API, and until when."""

from __future__ import annotations

from datetime import timedelta

import click
from rich.console import Console

from klantbeeld.cli.acting import check_role, operator
from klantbeeld.cli.output import Output, command
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.opening import open_project
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.accounts.keys import ALL_SOURCES, LONGEST_LIFE, SCOPES, ApiKey

_DAYS = click.option(
    "--days",
    type=click.IntRange(1, LONGEST_LIFE.days),
    default=LONGEST_LIFE.days,
    show_default=True,
    help="How long it opens.",
)


@click.group()
def key() -> None:
    """API keys."""


@key.command("add")
@click.argument("name")
@click.option("--role", help="Of our own program: what it may see.")
@click.option("--partner", help="Of a partner instead: it opens what is agreed, no more.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(SCOPES))
@click.option(
    "--source", "sources", multiple=True, help="A source that it may send (with --scope write)."
)
@click.option("--all-sources", is_flag=True, help="It may send every source.")
@_DAYS
@command
def add_key(
    output: Output,
    name: str,
    role: str | None,
    partner: str | None,
    scopes: tuple[str, ...],
    sources: tuple[str, ...],
    all_sources: bool,
    days: int,
) -> None:
    """Makes a key; it is shown once and cannot be shown again."""
    if (role is None) == (partner is None):
        raise InputError.single("it is not clear whose key it is", "--role, --partner", "Give one.")
    life = timedelta(days=days)
    with open_project(output.settings) as services:
        if partner is not None:
            _check_partner(services, partner, named=bool(scopes or sources or all_sources))
            secret = services.accounts.keys.create_for_partner(
                name, partner, life=life, by=operator()
            )
        elif role is not None:
            check_role(services, role)
            _check_sources(services, sources)
            secret = services.accounts.keys.create(
                name,
                role,
                scopes or ("read",),
                sources=(ALL_SOURCES,) if all_sources else sources,
                life=life,
                by=operator(),
            )
    output.answer({"name": name, "key": secret}, lambda c: c.print(secret, markup=False))


@key.command("list")
@command
def list_keys(output: Output) -> None:
    """Lists the keys, without their secrets."""
    with open_project(output.settings) as services:
        keys, now = services.accounts.keys.all(), services.clock()

    def words(console: Console) -> None:
        for one in keys:
            ended = one.expires_at is not None and one.expires_at <= now
            state = "revoked" if one.revoked_at else "ended" if ended else _may(one)
            whose = f"partner {one.partner}" if one.partner else one.role
            console.print(f"{one.name:<24} {whose:<24} {state}", markup=False)

    output.answer({"keys": keys}, words)


@key.command("rotate")
@click.argument("name")
@_DAYS
@command
def rotate_key(output: Output, name: str, days: int) -> None:
    """Gives a key a new secret, shown once; the old one opens nothing any more."""
    with open_project(output.settings) as services:
        secret = services.accounts.keys.rotate(name, life=timedelta(days=days), by=operator())
    output.answer({"name": name, "key": secret}, lambda c: c.print(secret, markup=False))


@key.command("revoke")
@click.argument("name")
@command
def revoke_key(output: Output, name: str) -> None:
    """Ends a key at once and for good."""
    with open_project(output.settings) as services:
        services.accounts.keys.revoke(name, by=operator())
    output.answer({"name": name, "revoked": True}, lambda c: c.print("The key is revoked."))


def _check_sources(services: Services, sources: tuple[str, ...]) -> None:
    for source in sources:
        if source not in services.catalogue.sources:
            known = ", ".join(services.catalogue.sources)
            raise InputError.single(f"unknown source {source}", "--source", f"Use one of: {known}.")


def _check_partner(services: Services, partner: str, *, named: bool) -> None:
    if named:
        raise InputError.single(
            "a partner's key has no scopes or sources", "--partner", "What is agreed says it all."
        )
    if partner not in services.catalogue.partners:
        known = ", ".join(services.catalogue.partners) or "none is declared"
        raise InputError.single(f"unknown partner {partner}", "--partner", f"Use one of: {known}.")


def _may(one: ApiKey) -> str:
    sources = "every source" if ALL_SOURCES in one.sources else ", ".join(one.sources)
    words = [f"write ({sources})" if scope == "write" else scope for scope in one.scopes]
    until = f" until {one.expires_at:%Y-%m-%d}" if one.expires_at else ""
    return ", ".join(words) + until
