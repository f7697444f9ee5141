"""The commands by what they are for, each imported only when it is called.

The figures and the store behind a command take seconds to import; ``klantbeeld --help``, a wrong
name and the shell's completion need none of them. So what the list of commands says of each stands
here, beside the module that holds it.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from typing import Any

import click
from click.shell_completion import CompletionItem

COMMANDS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "A project and its data": {
        "init": ("project", "Write a new project folder that loads at once."),
        "check": ("project", "Check the project folder: all faults at once."),
        "load": ("load", "Read sources, land, standardise, link and fold."),
        "replay": ("load", "Try a source's dead letters again, after the mend."),
        "status": ("load", "What is loaded, how fresh, what waits, what failed."),
        "quality": ("quality", "How good the data is, and what the faults cost."),
        "demo": ("demo", "Build the demo company De Veldkruik and serve it."),
        "serve": ("serve", "Serve the API, the pages and the live worker."),
    },
    "Who is one person": {
        "person": ("person", "Find, show, explain, merge and split people."),
        "review": ("review", "The pairs of records that people should judge."),
        "train": ("linking", "Make a new model version from the records held."),
        "build": ("linking", "Rebuild all that is derived, with the current model."),
        "model": ("models", "Model versions: list, show, estimate, take back."),
        "evaluate": ("evaluate", "Compare people with a file that says who is who."),
    },
    "Goals and figures": {
        "goals": ("goals", "The goals with their targets and figures."),
        "report": ("goals", "The monthly report as a file."),
        "metrics": ("metrics", "Every metric, or what it still needs."),
        "value": ("value", "What customers are worth and whether they stay."),
        "lifecycle": ("lifecycle", "Where customers stand now, and how they moved."),
        "experience": ("experience", "NPS, CSAT, CES and the six pillars."),
    },
    "Privacy": {
        "request": ("request", "What people ask about their data."),
        "consent": ("consent", "What people said about the use of their data."),
        "may-contact": ("consent", "Whether a person may be reached, by what, and why."),
        "own-link": ("own_link", "A link to somebody's own page."),
        "purpose": ("collection", "Purposes: why data is used."),
        "collection": ("collection", "What is collected, who reads it, what may go."),
        "drop": ("collection", "Drop an attribute out of every store."),
        "retention": ("retention", "What is past its period: see it, clear it."),
        "register": ("register", "The register of processing (Article 30)."),
        "partner": ("partner", "Partners and processors outside the organisation."),
        "breach": ("breach", "Breaches of personal data."),
        "privacy-report": ("privacy_report", "Try every article of the AVG/GDPR on the spot."),
    },
    "Access and proof": {
        "account": ("accounts", "Accounts of colleagues."),
        "key": ("keys", "API keys."),
        "encryption": ("encryption", "Encrypted attributes and their keys."),
        "log": ("log", "Who looked at or changed what, and why."),
        "verify": ("verify", "Check the log's chain and the store's invariants."),
    },
}
"""Section -> command -> its module in this package, and what it does in a few words."""

_PLACES = {name: place for section in COMMANDS.values() for name, place in section.items()}


class LazyGroup(click.Group):
    """A group of `COMMANDS`. A command is the object of its own name in its module."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        # Placeholders: from their names click proposes one for a name that is mistyped.
        for name, (_, says) in _PLACES.items():
            self.add_command(click.Command(name, short_help=says))

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _PLACES:
            return None
        module = importlib.import_module(f"klantbeeld.cli.{_PLACES[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(map(len, _PLACES))
        for section, commands in COMMANDS.items():
            with formatter.section(section):
                formatter.write_dl([(n.ljust(width), says) for n, (_, says) in commands.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        names = [
            CompletionItem(name, help=says)
            for name, (_, says) in _PLACES.items()
            if name.startswith(incomplete)
        ]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]


def each_command(
    group: click.Group, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, below its groups, with the words that call it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from each_command(command, (*path, name))
        elif command is not None:
            yield (*path, name), command
