"""What the monthly report tells beside the goals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from klantbeeld.documents.model import Block, Language
from klantbeeld.pipeline.services import Services


def parts_of_others(services: Services, month: date, language: Language) -> Iterator[Block]:
    yield from ()
