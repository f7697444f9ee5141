"""How commands answer: words for a person, or one JSON object for a machine.

Answers go to stdout; progress and errors to stderr. Exit code 0 done, 1 the user's input is wrong,
2 the fault is ours.
"""

from __future__ import annotations

import functools
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, NoReturn, ParamSpec

import click
import orjson
from pydantic import TypeAdapter
from rich.console import Console

from klantbeeld.core.errors import InputError, InternalError, KlantbeeldError
from klantbeeld.core.progress import BarProgress, NoProgress, Progress
from klantbeeld.core.settings import Settings

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command's answer goes."""

    as_json: bool
    settings: Settings

    @property
    def progress(self) -> Progress:
        """A bar for a person, nothing for a machine."""
        return NoProgress() if self.as_json else BarProgress()

    def answer(self, value: object, words: Callable[[Console], None]) -> None:
        """Writes the value as JSON, or as the words that describe it."""
        if self.as_json:
            sys.stdout.buffer.write(orjson.dumps(plain(value), option=orjson.OPT_INDENT_2) + b"\n")
            sys.stdout.flush()
        else:
            words(
                Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 120)
            )


def plain(value: object) -> Any:
    """JSON-ready form of dataclasses, dates, decimals and the like."""
    return TypeAdapter(type(value)).dump_python(value, mode="json")


def in_digits(value: float | None) -> str:
    """A number for a person: four digits that say something, every whole one of a large number,
    and never a power of ten."""
    if value is None:
        return ""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{round(value, 4) + 0:.4g}"


def command(
    function: Callable[Concatenate[Output, P], None],
) -> Callable[P, None]:
    """Gives a command ``--json`` and ``--project``, and turns errors into messages and codes."""

    @click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
    @click.option(
        "--project",
        type=click.Path(path_type=Path),
        default=None,
        help="The project folder (default: KLANTBEELD_PROJECT or this folder).",
    )
    @functools.wraps(function)
    def run(*args: Any, as_json: bool, project: Path | None, **kwargs: Any) -> None:
        settings = Settings()
        if project is not None:
            settings = settings.model_copy(update={"project": project})
        try:
            function(Output(as_json, settings), *args, **kwargs)
        except KlantbeeldError as error:
            fail(error, as_json=as_json)
        except BrokenPipeError:
            # The reader of our output went away (`| head`): no reason to complain.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0) from None
        except Exception as error:  # noqa: BLE001  # a fault of ours must end with its own code
            # Its message may quote a personal value: only what and where it happened is shown.
            at = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{type(error).__name__} in {Path(at.filename).name}, line {at.lineno}"
            fail(
                InternalError(
                    f"A fault of ours: {place}. Nothing of this step was stored. Please report it."
                ),
                as_json=as_json,
            )

    return run  # type: ignore[return-value]  # click's decorators add parameters of their own


def fail(error: KlantbeeldError, *, as_json: bool) -> NoReturn:
    """Writes the error and ends with its exit code."""
    if as_json:
        faults = (
            [{"what": f.what, "where": f.where, "mend": f.mend} for f in error.faults]
            if isinstance(error, InputError)
            else []
        )
        sys.stdout.buffer.write(orjson.dumps({"error": str(error), "faults": faults}) + b"\n")
        sys.stdout.flush()
    else:
        click.echo(str(error), err=True)
    raise SystemExit(error.exit_code)
