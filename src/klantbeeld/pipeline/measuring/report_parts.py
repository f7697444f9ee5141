"""What the monthly report tells beside the goals: the value of customers, their stages, experience.

Entering: the figures of those parts. Leaving: blocks of a document in one language. Groups with few
customers stay out, as on the pages; what was never set up is left out, and what cannot be told says
why. Value and experience are as of now; the moves between stages are of the month.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from babel import Locale
from babel.numbers import format_decimal

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.experience import ItemKind, Pillar
from klantbeeld.catalog.metrics import Unit
from klantbeeld.documents.model import Block, Cell, Facts, Heading, Language, Paragraph, Table
from klantbeeld.metrics.estimates import Estimate
from klantbeeld.metrics.read import SMALLEST_GROUP
from klantbeeld.metrics.wording import UNKNOWN, worded
from klantbeeld.pipeline.measuring.experience import experience
from klantbeeld.pipeline.services import Services
from klantbeeld.pipeline.valuing import lifecycle_figures
from klantbeeld.pipeline.valuing import views as value_views

STAGES = {
    "prospect": Words(nl="Prospect", en="Prospect"),
    "new": Words(nl="Nieuw", en="New"),
    "active": Words(nl="Actief", en="Active"),
    "loyal": Words(nl="Trouw", en="Loyal"),
    "won_back": Words(nl="Teruggewonnen", en="Won back"),
    "at_risk": Words(nl="Dreigt te gaan", en="At risk"),
    "lost": Words(nl="Verloren", en="Lost"),
}
PILLARS = {
    Pillar.INTEGRITY: Words(nl="Integriteit", en="Integrity"),
    Pillar.RESOLUTION: Words(nl="Oplossingen", en="Resolution"),
    Pillar.EXPECTATIONS: Words(nl="Verwachtingen", en="Expectations"),
    Pillar.TIME_EFFORT: Words(nl="Tijd en moeite", en="Time and effort"),
    Pillar.PERSONALISATION: Words(nl="Personalisatie", en="Personalisation"),
    Pillar.EMPATHY: Words(nl="Empathie", en="Empathy"),
}
KINDS = {
    ItemKind.NPS: Words(nl="Aanbeveling (NPS)", en="Recommendation (NPS)"),
    ItemKind.CSAT: Words(nl="Tevredenheid (CSAT)", en="Satisfaction (CSAT)"),
    ItemKind.CES: Words(nl="Moeite (CES)", en="Effort (CES)"),
}
TEXTS = {
    "value": Words(nl="Waarde van klanten", en="Value of customers"),
    "clv": Words(
        nl="Verwachte waarde over {days} dagen", en="Expected value over {days} days"
    ),
    "between": Words(nl="Met 95 % zekerheid tussen", en="With 95 % certainty between"),
    "customers": Words(nl="Klanten", en="Customers"),
    "leaving": Words(
        nl="Kopen naar verwachting {days} dagen niets", en="Expected to buy nothing for {days} days"
    ),
    "of": Words(nl="{} van {}", en="{} of {}"),
    "estimated": Words(
        nl="Stand van nu, geschat met een model, zonder wie bezwaar maakte tegen profilering.",
        en="As of now, estimated by a model, without those who objected to profiling.",
    ),
    "stages": Words(nl="Levensloop van klanten", en="Lifecycle of customers"),
    "now": Words(nl="Waar klanten nu staan", en="Where customers stand now"),
    "stage": Words(nl="Fase", en="Stage"),
    "worth": Words(nl="Omzet in hun laatste jaar", en="Revenue in their last year"),
    "moves": Words(nl="Overgangen in de maand", en="Moves in the month"),
    "from": Words(nl="Van", en="From"),
    "to": Words(nl="Naar", en="To"),
    "no_moves": Words(nl="Te weinig om te tonen.", en="Too few to show."),
    "experience": Words(nl="Ervaring van klanten", en="Experience of customers"),
    "said": Words(nl="Wat klanten zeggen", en="What customers say"),
    "measure": Words(nl="Meting", en="Measure"),
    "figure": Words(nl="Cijfer", en="Figure"),
    "answers": Words(nl="Antwoorden", en="Answers"),
    "pillars": Words(nl="Zes pijlers", en="Six pillars"),
    "no_answers": Words(nl="Te weinig antwoorden.", en="Too few answers."),
    "over": Words(
        nl="Antwoorden van {since} tot en met {until}.", en="Answers from {since} to {until}."
    ),
}  # fmt: skip


class PartWriter:
    """Words the parts in one language."""

    def __init__(self, services: Services, language: Language, locale: Locale) -> None:
        self._services = services
        self._language = language
        self._locale = locale

    def blocks(self, month: date) -> Iterator[Block]:
        """All parts that have something to tell."""
        yield from self._value()
        yield from self._stages(month)
        yield from self._experience()

    def _say(self, key: str, **told: object) -> str:
        return TEXTS[key].in_language(self._language).format(**told)

    def _money(self, amount: Decimal) -> str:
        currency = self._services.catalogue.organisation.currency
        return worded(float(amount), Unit.MONEY, currency, self._locale)

    def _number(self, number: float) -> str:
        return str(format_decimal(round(number), locale=self._locale))

    def _value(self) -> Iterator[Block]:
        found = value_views.figures(self._services)
        rows: list[tuple[str, Cell]] = []
        if found.totals is not None and found.totals.customers >= SMALLEST_GROUP:
            totals = found.totals
            rows += [
                (self._say("customers"), totals.customers),
                (self._say("clv", days=found.horizon_days), self._money(totals.value)),
                (self._say("between"), self._span(totals.low, totals.high)),
            ]
        if found.leaving is not None and found.leaving.active >= SMALLEST_GROUP:
            leaving = found.leaving
            text = TEXTS["of"].in_language(self._language)
            told = text.format(self._number(leaving.expected), self._number(leaving.active))
            rows.append((self._say("leaving", days=leaving.horizon_days), told))
        if rows:
            yield Heading(self._say("value"))
            yield Facts(tuple(rows))
            yield Paragraph(self._say("estimated"), "quiet")

    def _span(self, low: Decimal, high: Decimal) -> str:
        return f"{self._money(low)} – {self._money(high)}"

    def _stages(self, month: date) -> Iterator[Block]:
        standing = lifecycle_figures.standing(self._services)
        told = lifecycle_figures.groups_of(standing, SMALLEST_GROUP)
        if not told.groups:
            return
        yield Heading(self._say("stages"))
        yield Table(
            self._say("now"),
            (self._say("stage"), self._say("customers"), self._say("worth"),
             self._say("clv", days=self._services.catalogue.value.lifetime_value.horizon_days)),
            tuple(
                (self._stage(each.stage), each.customers,
                 None if each.worth is None else self._money(each.worth),
                 None if each.lifetime_value is None else self._money(each.lifetime_value))
                for each in told.groups
            ),
            figures=(2, 3),
        )  # fmt: skip
        flow = lifecycle_figures.stage_flow(self._services, month, month)
        cells = lifecycle_figures.moves_of(flow, SMALLEST_GROUP).cells
        moved = [cell for cell in cells if cell.before != cell.after]
        yield Table(
            self._say("moves"),
            (self._say("from"), self._say("to"), self._say("customers")),
            tuple(
                (self._stage(cell.before), self._stage(cell.after), cell.customers)
                for cell in sorted(moved, key=lambda cell: -cell.customers)
            ),
            self._say("no_moves"),
        )

    def _stage(self, stage: str) -> str:
        return STAGES[stage].in_language(self._language)

    def _experience(self) -> Iterator[Block]:
        found = experience(self._services)
        if not any(each.figure.estimate.n for each in found.said.headlines):
            return
        yield Heading(self._say("experience"))
        day = {"since": f"{found.since:%d-%m-%Y}", "until": f"{found.until:%d-%m-%Y}"}
        yield Paragraph(self._say("over", **day), "quiet")
        yield Table(
            self._say("said"),
            tuple(self._say(key) for key in ("measure", "figure", "between", "answers")),
            tuple(
                (KINDS[each.kind].in_language(self._language),
                 *self._estimate(each.figure.estimate, share=each.kind is ItemKind.CSAT))
                for each in found.said.headlines
                if each.kind in KINDS
            ),
            self._say("no_answers"),
            figures=(1, 2),
        )  # fmt: skip
        yield Table(
            self._say("pillars"),
            tuple(self._say(key) for key in ("measure", "figure", "between", "answers")),
            tuple(
                (PILLARS[each.figure.pillar].in_language(self._language),
                 *self._estimate(each.figure.estimate, share=False))
                for each in found.pillars
            ),
            self._say("no_answers"),
            figures=(1, 2),
        )  # fmt: skip

    def _estimate(self, found: Estimate, *, share: bool) -> tuple[Cell, ...]:
        unit = Unit.SHARE if share else Unit.POINTS
        low, high = (worded(end, unit, "", self._locale) for end in (found.low, found.high))
        between = None if found.low is None or found.high is None else f"{low} – {high}"
        value = UNKNOWN if found.hidden else worded(found.value, unit, "", self._locale)
        return value, between, None if found.hidden else found.n
