"""``account`` and ``key``: who may sign in, and which programs may call the API."""

from __future__ import annotations

import click
from rich.console import Console

from klantbeeld.cli.output import Output, command
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.services import Services


@click.group()
def account() -> None:
    """Local accounts."""


@account.command("add")
@click.argument("username")
@click.option("--role", required=True)
@click.password_option(envvar="KLANTBEELD_PASSWORD")
@command
def add_account(output: Output, username: str, role: str, password: str) -> None:
    """Adds an account that may sign in to the pages."""
    with Services.open(output.settings) as services:
        _check_role(services, role)
        services.accounts.create(username, password, role)
    output.answer({"username": username, "role": role}, lambda c: c.print("The account is made."))


@account.command("list")
@command
def list_accounts(output: Output) -> None:
    """Lists the accounts."""
    with Services.open(output.settings) as services:
        accounts = services.accounts.accounts()

    def words(console: Console) -> None:
        for one in accounts:
            state = "disabled" if one.disabled_at else "locked" if one.locked_until else ""
            console.print(f"{one.username:<24} {one.role:<24} {state}", markup=False)

    output.answer({"accounts": accounts}, words)


@click.group()
def key() -> None:
    """API keys."""


@key.command("add")
@click.argument("name")
@click.option("--role", required=True)
@click.option("--scope", "scopes", multiple=True, type=click.Choice(["read", "write"]))
@command
def add_key(output: Output, name: str, role: str, scopes: tuple[str, ...]) -> None:
    """Makes a key; it is shown once and cannot be shown again."""
    with Services.open(output.settings) as services:
        _check_role(services, role)
        secret = services.accounts.create_key(name, role, scopes or ("read",))
    output.answer({"name": name, "key": secret}, lambda c: c.print(secret, markup=False))


@key.command("list")
@command
def list_keys(output: Output) -> None:
    """Lists the keys, without their secrets."""
    with Services.open(output.settings) as services:
        keys = services.accounts.keys()

    def words(console: Console) -> None:
        for one in keys:
            state = "revoked" if one.revoked_at else ", ".join(one.scopes)
            console.print(f"{one.name:<24} {one.role:<24} {state}", markup=False)

    output.answer({"keys": keys}, words)


@key.command("revoke")
@click.argument("name")
@command
def revoke_key(output: Output, name: str) -> None:
    """Ends a key at once and for good."""
    with Services.open(output.settings) as services:
        services.accounts.revoke(name)
    output.answer({"name": name, "revoked": True}, lambda c: c.print("The key is revoked."))


def _check_role(services: Services, role: str) -> None:
    if role not in services.catalogue.roles:
        raise InputError.single(
            f"unknown role {role}", "--role", f"Use one of: {', '.join(services.catalogue.roles)}."
        )
