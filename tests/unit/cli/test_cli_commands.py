"""The list of commands: complete, short, and told without importing what the commands need."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from klantbeeld.cli.commands import COMMANDS
from klantbeeld.cli.main import main

HEAVY = {"duckdb", "fastapi", "numpy", "pandas", "psycopg", "pyarrow", "pydantic", "scipy"}
_ASK = """
import json, sys
from klantbeeld.cli.main import main
try:
    main(prog_name="klantbeeld")
except SystemExit:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "environment", "told"),
    [
        (("--help",), {}, "privacy-report"),
        (("--version",), {}, "version"),
        (
            (),
            {
                "_KLANTBEELD_COMPLETE": "bash_complete",
                "COMP_WORDS": "klantbeeld ver",
                "COMP_CWORD": "1",
            },
            "plain,verify",
        ),
    ],
    ids=["help", "version", "completion"],
)
def test_what_is_told_of_commands_imports_none_of_them(
    arguments: tuple[str, ...], environment: dict[str, str], told: str
) -> None:
    said = subprocess.run(
        [sys.executable, "-c", _ASK, *arguments],
        check=True, capture_output=True, text=True, timeout=60, env={**os.environ, **environment},
    )  # fmt: skip
    assert told in said.stdout
    imported = {name.partition(".")[0] for name in json.loads(said.stderr)}
    assert not imported & HEAVY


def test_every_listed_command_is_there_under_its_name() -> None:
    context = main.make_context("klantbeeld", ["status"])
    found = {name: main.get_command(context, name) for name in main.list_commands(context)}
    assert {name: command and command.name for name, command in found.items()} == {
        name: name for section in COMMANDS.values() for name in section
    }


def test_a_command_takes_one_line_of_the_list() -> None:
    lines = CliRunner().invoke(main, ["--help"], terminal_width=80).output.splitlines()
    for section in COMMANDS.values():
        for name, (_, says) in section.items():
            assert [line for line in lines if line.split() == [name, *says.split()]], name


def test_a_mistyped_command_is_told_which_was_meant() -> None:
    said = CliRunner().invoke(main, ["verfy"])
    assert said.exit_code == 1
    assert "verify" in said.stderr
