"""The people behind a figure: from a metric, a period and a part to a list through the gate.

Entering: who reads, for which purpose, and which group of which metric. Leaving: a page of that
list, those with the most behind them first. Besides what holds for every list the purpose must see
what the metric counts: who may not see orders does not learn by a figure who ordered. Nobody is
told by a product category that is excluded from offers, such as medicine: such a list would be one
of health (AVG/GDPR Article 9).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from klantbeeld.catalog.attributes import Breakdown
from klantbeeld.catalog.metrics import Metric, PeopleQuery
from klantbeeld.catalog.model import Catalogue
from klantbeeld.core.errors import InputError
from klantbeeld.metrics.asking import TOLD, Trouble, people_behind
from klantbeeld.metrics.declared import REGION
from klantbeeld.metrics.kept import Kept, written
from klantbeeld.metrics.registry import registry
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.errors import NotFound, Refused
from klantbeeld.privacy.lists import PeopleList, PeopleLists
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database, Transaction
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy", "figure_people.sql")

ACTION = "figure_people"
CATEGORY = "category"
"""The dimension of product categories."""


@dataclass(frozen=True, slots=True)
class Behind:
    """Which people are asked for."""

    metric: str
    group: str
    """A group of the metric's ``people``."""
    period: date
    """The first day of the period."""
    dimension: str = ""
    part: str = ""
    """Of that dimension; both empty: the whole."""


class FigurePeople:
    """Who stands behind figures."""

    def __init__(self, database: Database, door: Door, kept: Kept | None = None) -> None:
        self._database = database
        self._door = door
        self._kept = kept or Kept()

    def people(
        self, actor: Actor, purpose: str, behind: Behind, start: int = 0, most: int = 50
    ) -> PeopleList:
        """A page of who they are.

        Raises NotFound for a metric or group that does not exist and for a product category that
        is excluded from offers, Refused where the role or purpose
        does not see what the metric counts, TooFewPeople, which is one, and InputError where the
        query of the project's own metric cannot be run.
        """
        catalogue = self._door.catalogue
        metric = registry(catalogue).get(behind.metric)
        group = metric.people.get(behind.group) if metric is not None else None
        if metric is None or group is None or not _known(catalogue, group, behind.dimension):
            raise NotFound("There is no such list of people: see the metric's own page.")
        self._door.check(actor, purpose, ACTION)
        if not counts_in_sight(catalogue, metric, actor.role, purpose):
            self._door.log_refusal(actor, purpose, ACTION)
            raise Refused(
                actor.role,
                purpose,
                allowed_purposes=_seeing(catalogue, metric, actor.role),
                allowed_roles=tuple(
                    role
                    for role in catalogue.roles
                    if counts_in_sight(catalogue, metric, role, purpose)
                ),
            )
        if behind.dimension == CATEGORY and behind.part.lower() in self.barred_categories():
            self._door.log_refusal(actor, purpose, ACTION)
            raise NotFound(
                "Nobody is told by this product category: what is in it is excluded under `offers` "
                "in catalog/value.yaml, for it tells of health, faith or what goes on at home."
            )
        found = self._found(group, behind)
        detail = {
            "metric": behind.metric,
            "group": behind.group,
            "period": behind.period.isoformat(),
        }
        lists = PeopleLists(self._door)
        return lists.people(actor, purpose, found, ACTION, most, start=start, detail=detail)

    def barred_categories(self) -> frozenset[str]:
        """The product categories, in small letters, by which nobody is told: what is never offered
        is no more a reason to list who bought it."""
        with self._database.transaction() as transaction:
            transaction.execute(_SQL["careful"])
            now = (written(transaction), self._door.catalogue, self._door.clock().date())
            read = partial(self._read_barred, transaction)
            return self._kept.reading("barred categories", ("product",), now, read)

    def _read_barred(self, transaction: Transaction) -> frozenset[str]:
        excluded = self._door.catalogue.value.offers.excluded
        fields = [(field, value.lower()) for field, values in excluded.items() for value in values]
        found = {text for field, text in fields if field == CATEGORY}
        if others := [each for each in fields if each[0] != CATEGORY]:
            names, texts = zip(*others, strict=True)
            asked = {"fields": list(names), "texts": list(texts)}
            rows = transaction.execute(_SQL["categories_with"], asked)
            found |= {row["category"] for row in rows}
        return frozenset(found)

    def _found(self, group: PeopleQuery, behind: Behind) -> Sequence[int]:
        """Numbers alone, within this process: the list decides who of them leaves it."""
        with self._database.transaction() as transaction:
            transaction.execute(_SQL["careful"])
            transaction.execute(_SQL["in_time"])
            # The catalogue let the query pass: it reads, and only the tables of buyers.
            found = people_behind(transaction, group.sql, _asked(behind))
        if isinstance(found, Trouble):
            raise InputError.single(
                TOLD[found],
                f"catalog/metrics.yaml: {behind.metric}.people.{behind.group}.sql",
                "Mend the query, then open the list again.",
            )
        return found


def _known(catalogue: Catalogue, group: PeopleQuery, dimension: str) -> bool:
    return not dimension or can_be_told(group, dimension, segments_of(catalogue))


def segments_of(catalogue: Catalogue) -> frozenset[str]:
    """The dimensions by which the catalogue tells buyers apart: regions and segments."""
    return frozenset(
        REGION if attribute.breakdown is Breakdown.REGION else name
        for name, attribute in catalogue.attributes.items()
        if attribute.breakdown is not None
    )


def _asked(behind: Behind) -> dict[str, object]:
    return {"period": behind.period, "dimension": behind.dimension, "part": behind.part}


def can_be_told(group: PeopleQuery, dimension: str, segments: Collection[str]) -> bool:
    """Whether a group can be told by the parts of this dimension; ``segments``: the regions and
    segments that the catalogue declares."""
    return dimension in group.dimensions or (group.segments and dimension in segments)


def counts_in_sight(catalogue: Catalogue, metric: Metric, role: str, purpose: str) -> bool:
    """Whether this role sees for this purpose all kinds of touchpoint that the metric counts."""
    seen = {
        catalogue.touchpoints[name].kind for name in catalogue.visible_touchpoints(role, purpose)
    }
    needed = {need.kind for need in metric.every_need if need.kind is not None}
    return bool(needed) and needed <= seen


def _seeing(catalogue: Catalogue, metric: Metric, role: str) -> tuple[str, ...]:
    return tuple(
        purpose
        for purpose in catalogue.purposes_of(role)
        if counts_in_sight(catalogue, metric, role, purpose)
    )
