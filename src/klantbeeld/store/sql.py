"""Named, described SQL: ``.sql`` files beside the code that runs them, read once.

A file holds blocks that begin with ``-- name: the_name`` and a comment that says what the block
does; what follows until the next name is the statement. The form is procrastinate's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import LiteralString, cast

_NAME = re.compile(r"^-- name: (?P<name>[a-z0-9_]+)\s*$", re.MULTILINE)


@cache
def load_sql(package: str, file: str) -> Mapping[str, LiteralString]:
    """The statements of ``file`` in ``package``, by name.

    They come from the program's own files, hence LiteralString: values are always parameters.
    Raises ValueError when a name stands twice.
    """
    text = resources.files(package).joinpath(file).read_text(encoding="utf-8")
    parts = _NAME.split(text)
    statements: dict[str, LiteralString] = {}
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        if name in statements:
            raise ValueError(f"{package}/{file}: the name {name} stands twice")
        statements[name] = _bare(cast(LiteralString, body))
    return statements


def _bare(body: LiteralString) -> LiteralString:
    """Without comments and indents: the client remembers how it read a statement of up to 4 KiB."""
    lines = (line.strip() for line in body.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("--"))
