"""What a proof is, and the list of them all.

Entering: functions marked with ``@proof``, in modules named ``article_*``. Leaving: the proofs in
the order of the checklist. A proof ends quietly when it holds and raises ``NotProvedError`` (or
anything else) when it does not; it may hand back figures for the report.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from klantbeeld.catalog.definition import Words
from klantbeeld.core.errors import InternalError
from klantbeeld.proofs.checklist import row_of, rows
from klantbeeld.proofs.installation import Installation

Kind = Literal["behaviour", "installation"]
"""Tried on a scratch installation with made-up people, or looked up on the live one."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Something counted on the way: shown in the report."""

    what: Words
    value: int


Figures = Sequence[Figure]
Try = Callable[[Installation], Figures | None]


@dataclass(frozen=True, slots=True)
class Proof:
    """One claim about one article, and the function that tries it."""

    article: str
    test: str
    """The name of the function."""
    kind: Kind
    says: Words
    """What was tried, for a reader."""
    run: Try


class NotProvedError(Exception):
    """What was expected does not hold. Its text carries no personal value."""


_ALL: dict[str, Proof] = {}


def proof(article: str, *, nl: str, en: str, kind: Kind = "behaviour") -> Callable[[Try], Try]:
    """Marks a function as the proof of an article of the checklist; ``nl`` and ``en`` say what is
    tried. Raises InternalError for an article without a row and for a name that is taken."""

    def mark(function: Try) -> Try:
        name = function.__name__
        if row_of(article) is None:
            raise InternalError(f"The checklist has no row for article {article} ({name}).")
        if name in _ALL:
            raise InternalError(f"Two proofs are named {name}.")
        _ALL[name] = Proof(article, name, kind, Words(nl=nl, en=en), function)
        return function

    return mark


def all_proofs() -> tuple[Proof, ...]:
    """Every proof, in the order of the checklist."""
    package = importlib.import_module("klantbeeld.proofs")
    for module in pkgutil.iter_modules(package.__path__):
        if module.name.startswith("article_"):
            importlib.import_module(f"klantbeeld.proofs.{module.name}")
    place = {article: at for at, row in enumerate(rows()) for article in row.articles}
    return tuple(sorted(_ALL.values(), key=lambda one: (place[one.article], one.test)))


def expect(holds: object, what: str) -> None:
    """Ends the proof unless this holds; ``what`` says what was expected, without any value."""
    if not holds:
        raise NotProvedError(what)


@contextmanager
def expect_error(kind: type[Exception], what: str) -> Iterator[None]:
    """Ends the proof unless the block raises this kind of error."""
    try:
        yield
    except kind:
        return
    raise NotProvedError(what)
