"""``account``: who may sign in to the pages.

Whoever may run commands on this machine may read the store anyway: no duty is asked for, but every
change stands in the log with the name of the account on the machine.
"""

from __future__ import annotations

import click
from rich.console import Console

from klantbeeld.cli.acting import check_role, operator
from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.opening import open_project
from klantbeeld.privacy.accounts.accounts import Account

_PASSWORD = click.password_option(envvar="KLANTBEELD_PASSWORD")


@click.group()
def account() -> None:
    """Accounts of colleagues."""


@account.command("add")
@click.argument("username")
@click.option("--role", required=True)
@_PASSWORD
@command
def add_account(output: Output, username: str, role: str, password: str) -> None:
    """Adds an account that may sign in to the pages."""
    with open_project(output.settings) as services:
        check_role(services, role)
        services.accounts.create(username, password, role, by=operator())
    output.answer({"username": username, "role": role}, lambda c: c.print("The account is made."))


@account.command("list")
@command
def list_accounts(output: Output) -> None:
    """Lists the accounts."""
    with open_project(output.settings) as services:
        accounts = services.accounts.accounts()

    def words(console: Console) -> None:
        for one in accounts:
            console.print(f"{one.username:<24} {one.role:<24} {_state(one)}", markup=False)

    output.answer({"accounts": accounts}, words)


@account.command("password")
@click.argument("username")
@_PASSWORD
@command
def set_password(output: Output, username: str, password: str) -> None:
    """Gives an account a new password; its sessions end."""
    with open_project(output.settings) as services:
        services.accounts.changes.password(username, password, operator())
    output.answer({"username": username}, lambda c: c.print("The password is changed."))


@account.command("role")
@click.argument("username")
@click.argument("role")
@command
def set_role(output: Output, username: str, role: str) -> None:
    """Gives an account another role; its sessions end."""
    with open_project(output.settings) as services:
        check_role(services, role)
        services.accounts.changes.role(username, role, operator())
    output.answer({"username": username, "role": role}, lambda c: c.print("The role is changed."))


@account.command("disable")
@click.argument("username")
@command
def disable(output: Output, username: str) -> None:
    """Shuts an account out at once; it can be enabled again."""
    with open_project(output.settings) as services:
        services.accounts.changes.disable(username, operator())
    output.answer({"username": username}, lambda c: c.print("The account is disabled."))


@account.command("enable")
@click.argument("username")
@command
def enable(output: Output, username: str) -> None:
    """Lets a disabled or locked account in again."""
    with open_project(output.settings) as services:
        services.accounts.changes.enable(username, operator())
    output.answer({"username": username}, lambda c: c.print("The account is enabled."))


@account.command("reset-second-factor")
@click.argument("username")
@command
def reset_second_factor(output: Output, username: str) -> None:
    """For who lost authenticator app and recovery codes: forgets both; sessions end."""
    with open_project(output.settings) as services:
        services.accounts.changes.remove_second_factor(username, operator())
    output.answer(
        {"username": username}, lambda c: c.print("The authenticator app is set up anew next time.")
    )


@account.command("sign-out")
@click.argument("username")
@command
def sign_out(output: Output, username: str) -> None:
    """Ends every session of an account."""
    with open_project(output.settings) as services:
        ended = services.accounts.sessions.end_all(username, operator())
    output.answer(
        {"username": username, "sessions": ended}, lambda c: c.print(f"{ended} sessions ended.")
    )


def _state(one: Account) -> str:
    state = "disabled" if one.disabled_at else "locked" if one.locked_until else ""
    how = "identity provider" if one.at_provider else "second factor" if one.second_factor else ""
    return ", ".join(word for word in (state, how) if word)
