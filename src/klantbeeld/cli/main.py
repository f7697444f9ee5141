"""``klantbeeld``: the group of all commands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from klantbeeld import __version__
from klantbeeld.cli.accounts import account
from klantbeeld.cli.breach import breach
from klantbeeld.cli.collection import collection, drop, purpose
from klantbeeld.cli.consent import consent, may_contact
from klantbeeld.cli.demo import demo
from klantbeeld.cli.encryption import encryption
from klantbeeld.cli.evaluate import evaluate
from klantbeeld.cli.experience import experience
from klantbeeld.cli.explain import explain
from klantbeeld.cli.goals import goals, report
from klantbeeld.cli.keys import key
from klantbeeld.cli.lifecycle import lifecycle
from klantbeeld.cli.linking import build, train
from klantbeeld.cli.load import load, replay, status
from klantbeeld.cli.log import log
from klantbeeld.cli.metrics import metrics
from klantbeeld.cli.models import model
from klantbeeld.cli.offers import person_offers
from klantbeeld.cli.output import quiet_libraries
from klantbeeld.cli.own_link import own_link
from klantbeeld.cli.partner import partner
from klantbeeld.cli.person import person
from klantbeeld.cli.privacy_report import privacy_report
from klantbeeld.cli.project import check, init
from klantbeeld.cli.quality import quality
from klantbeeld.cli.register import register
from klantbeeld.cli.request import request
from klantbeeld.cli.retention import retention
from klantbeeld.cli.review import review
from klantbeeld.cli.serve import serve
from klantbeeld.cli.value import value
from klantbeeld.cli.verify import verify
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


class _Commands(click.Group):
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
    quiet_libraries()


for subcommand in (
    init,
    check,
    load,
    replay,
    status,
    train,
    build,
    model,
    evaluate,
    person,
    review,
    metrics,
    experience,
    lifecycle,
    goals,
    report,
    value,
    quality,
    purpose,
    collection,
    drop,
    request,
    retention,
    consent,
    may_contact,
    own_link,
    register,
    partner,
    breach,
    verify,
    log,
    encryption,
    privacy_report,
    account,
    key,
    serve,
    demo,
):
    main.add_command(subcommand)
person.add_command(explain)
person.add_command(person_offers)
