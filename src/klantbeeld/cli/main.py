"""``klantbeeld``: where every command begins, and how its end is told to the shell."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from klantbeeld import __version__
from klantbeeld.cli.commands import LazyGroup
from klantbeeld.core.errors import InputError


class _WrongUse(click.UsageError):
    """Ends with 1, as every input that is wrong: click's own code for a wrong option is 2."""

    exit_code = InputError.exit_code


@contextmanager
def _fault_of_the_user() -> Iterator[None]:
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        raise _WrongUse(error.format_message(), ctx=error.ctx) from None


class _Commands(LazyGroup):
    def make_context(self, *arguments: Any, **more: Any) -> click.Context:
        with _fault_of_the_user():
            return super().make_context(*arguments, **more)

    def invoke(self, ctx: click.Context) -> Any:
        with _fault_of_the_user():
            return super().invoke(ctx)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="klantbeeld")
def main() -> None:
    """One living, lawful picture of every customer."""
    _quiet_libraries()


def _quiet_libraries() -> None:
    """Only warnings of libraries reach the terminal."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # A lost connection is told once, by our own message with its mend.
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)
