"""Which purposes ask for a data protection impact assessment: the authority's list as a checklist.

Entering: a purpose and what is kept for it. Leaving: the kinds of processing of the Dutch
authority's list (``dpia.yaml``) that the catalogue shows. Article 35(3) and (4) AVG/GDPR.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from klantbeeld.catalog.attributes import Attribute
from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.purposes import Purpose
from klantbeeld.catalog.touchpoints import TouchpointType

_KEYS = ("profiling", "automated_decision")


@dataclass(frozen=True, slots=True)
class DpiaKind:
    """One kind of processing of the list."""

    key: str
    name: Words
    categories: tuple[str, ...] = ()
    """fideslang data categories that show it, each with what lies below."""
    uses: tuple[str, ...] = ()
    """fideslang data uses that show it, each with what lies below."""
    keys: tuple[str, ...] = ()
    """Keys of a purpose that show it."""

    @property
    def visible(self) -> bool:
        """Whether the catalogue can show it at all; else somebody has to say."""
        return bool(self.categories or self.uses or self.keys)


@dataclass(frozen=True, slots=True)
class DpiaFinding:
    """One kind, and the purposes in use that show it."""

    kind: DpiaKind
    assessed: Mapping[str, str]
    """Purpose -> where its assessment stands."""
    missing: tuple[str, ...]
    """Purposes without one."""


@cache
def dpia_kinds() -> tuple[DpiaKind, ...]:
    """All kinds, in the order of the list."""
    text = resources.files("klantbeeld.catalog").joinpath("dpia.yaml").read_text("utf-8")
    return tuple(
        DpiaKind(
            key,
            Words.model_validate(kind["name"]),
            **{part: tuple(names) for part, names in kind.get("shows", {}).items()},
        )
        for key, kind in yaml.safe_load(text).items()
    )


def kinds_shown(
    name: str, purpose: Purpose, kept: Mapping[str, Attribute | TouchpointType]
) -> tuple[DpiaKind, ...]:
    """The kinds that the purpose of this name shows; ``kept``: attributes and touchpoint types."""
    categories = [thing.data_category for thing in kept.values() if name in thing.purposes]
    said = {key for key in _KEYS if getattr(purpose, key)}
    return tuple(
        kind
        for kind in dpia_kinds()
        if said.intersection(kind.keys)
        or below([purpose.data_use], kind.uses)
        or below(categories, kind.categories)
    )


def checklist(catalogue: Catalogue) -> tuple[DpiaFinding, ...]:
    """The whole list against the purposes that are switched on."""
    kept: dict[str, Attribute | TouchpointType] = {**catalogue.touchpoints, **catalogue.attributes}
    shown = {
        name: kinds_shown(name, catalogue.purposes[name], kept)
        for name in catalogue.purposes
        if catalogue.purposes[name].active
    }
    return tuple(_finding(kind, catalogue, shown) for kind in dpia_kinds())


def _finding(
    kind: DpiaKind, catalogue: Catalogue, shown: Mapping[str, tuple[DpiaKind, ...]]
) -> DpiaFinding:
    names = [name for name, kinds in shown.items() if kind in kinds]
    references = {name: (catalogue.purposes[name].dpia or "").strip() for name in names}
    return DpiaFinding(
        kind,
        {name: reference for name, reference in references.items() if reference},
        tuple(name for name, reference in references.items() if not reference),
    )


def asking_categories() -> tuple[str, ...]:
    """The data categories that ask for an assessment, each with what lies below."""
    return tuple(key for kind in dpia_kinds() for key in kind.categories)


def asking_uses() -> tuple[str, ...]:
    """The data uses that ask for an assessment, each with what lies below."""
    return tuple(key for kind in dpia_kinds() for key in kind.uses)


def below(keys: Iterable[str], tops: Iterable[str]) -> bool:
    """Whether one of the fideslang keys is one of these, or lies below it."""
    return any(key == top or key.startswith(f"{top}.") for key in keys for top in tops)
