"""``klantbeeld``: the group of all commands."""

from __future__ import annotations

import click

from klantbeeld import __version__
from klantbeeld.cli.accounts import account, key
from klantbeeld.cli.demo import demo
from klantbeeld.cli.evaluate import evaluate
from klantbeeld.cli.linking import build, train
from klantbeeld.cli.load import load, replay, status
from klantbeeld.cli.output import quiet_libraries
from klantbeeld.cli.person import person
from klantbeeld.cli.project import check, init
from klantbeeld.cli.serve import serve
from klantbeeld.cli.verify import verify


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
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
    evaluate,
    person,
    verify,
    account,
    key,
    serve,
    demo,
):
    main.add_command(subcommand)
