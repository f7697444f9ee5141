"""``key``: which programs may call the API, and until when."""

from __future__ import annotations

from datetime import timedelta

import click
from rich.console import Console

from klantbeeld.cli.accounts import check_role, operator
from klantbeeld.cli.output import Output, command
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.services import Services
from klantbeeld.privacy.keys import ALL_SOURCES, LONGEST_LIFE, SCOPES, ApiKey

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
@click.option("--role", required=True)
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
    role: str,
    scopes: tuple[str, ...],
    sources: tuple[str, ...],
    all_sources: bool,
    days: int,
) -> None:
    """Makes a key; it is shown once and cannot be shown again."""
    with Services.open(output.settings) as services:
        check_role(services, role)
        _check_sources(services, sources)
        secret = services.accounts.keys.create(
            name,
            role,
            scopes or ("read",),
            sources=(ALL_SOURCES,) if all_sources else sources,
            life=timedelta(days=days),
            by=operator(),
        )
    output.answer({"name": name, "key": secret}, lambda c: c.print(secret, markup=False))


@key.command("list")
@command
def list_keys(output: Output) -> None:
    """Lists the keys, without their secrets."""
    with Services.open(output.settings) as services:
        keys, now = services.accounts.keys.all(), services.clock()

    def words(console: Console) -> None:
        for one in keys:
            ended = one.expires_at is not None and one.expires_at <= now
            state = "revoked" if one.revoked_at else "ended" if ended else _may(one)
            console.print(f"{one.name:<24} {one.role:<24} {state}", markup=False)

    output.answer({"keys": keys}, words)


@key.command("rotate")
@click.argument("name")
@_DAYS
@command
def rotate_key(output: Output, name: str, days: int) -> None:
    """Gives a key a new secret, shown once; the old one opens nothing any more."""
    with Services.open(output.settings) as services:
        secret = services.accounts.keys.rotate(name, life=timedelta(days=days), by=operator())
    output.answer({"name": name, "key": secret}, lambda c: c.print(secret, markup=False))


@key.command("revoke")
@click.argument("name")
@command
def revoke_key(output: Output, name: str) -> None:
    """Ends a key at once and for good."""
    with Services.open(output.settings) as services:
        services.accounts.keys.revoke(name, by=operator())
    output.answer({"name": name, "revoked": True}, lambda c: c.print("The key is revoked."))


def _check_sources(services: Services, sources: tuple[str, ...]) -> None:
    for source in sources:
        if source not in services.catalogue.sources:
            known = ", ".join(services.catalogue.sources)
            raise InputError.single(f"unknown source {source}", "--source", f"Use one of: {known}.")


def _may(one: ApiKey) -> str:
    sources = "every source" if ALL_SOURCES in one.sources else ", ".join(one.sources)
    words = [f"write ({sources})" if scope == "write" else scope for scope in one.scopes]
    until = f" until {one.expires_at:%Y-%m-%d}" if one.expires_at else ""
    return ", ".join(words) + until
