"""Stages, moves and losses as lines of a page: words, money without cents, nothing of few people.

Entering: the figures of the lifecycle. Leaving: lines in the reader's language.
"""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlencode

from klantbeeld.metrics.read import SMALLEST_GROUP
from klantbeeld.pipeline.valuing import lifecycle_figures as figures
from klantbeeld.pipeline.valuing.lifecycle_figures import Cell, Standing
from klantbeeld.web.languages import Language, translations
from klantbeeld.web.site import Reader, Site
from klantbeeld.web.value.lifecycle_contexts import LossLine, MoveLine, StageLine
from klantbeeld.web.value.stage_words import STAGES, rule_words, stage_name

_GONE = ("at_risk", "lost")


def stage_lines(site: Site, reader: Reader, standing: Standing) -> tuple[StageLine, ...]:
    """The stages as they are now."""
    language = reader.language
    fmt, currency = site.formats(language), site.catalogue.organisation.currency
    buyers = sum(group.customers for group in standing.groups[1:])
    longest = max((group.customers for group in standing.groups), default=0) or 1
    lines = []
    for group in standing.groups:
        few = site.services.lists.too_few(reader.actor, group.customers)
        told = group.worth is not None and group.customers > 0 and not few
        worth = group.worth if told else None
        valued = group.valued and not site.services.lists.too_few(reader.actor, group.valued)
        lifetime = group.lifetime_value if valued else None
        lines.append(
            StageLine(
                stage=group.stage,
                name=stage_name(language, group.stage),
                rule=rule_words(site, language, group.stage),
                customers=counted(site, language, group.customers),
                length=100 * group.customers / longest,
                share="" if group.worth is None or few or not buyers
                else fmt.share(group.customers / buyers, 1),
                worth=fmt.whole_money(worth, currency),
                each=fmt.whole_money(worth / group.customers, currency)
                if worth is not None else fmt.whole_money(None, currency),
                lifetime=fmt.whole_money(lifetime, currency),
                lifetime_each=fmt.whole_money(
                    None if lifetime is None else lifetime / group.valued, currency
                ),
                address=f"/value/lifecycle/people?stage={group.stage}"
                if told else None,
            )
        )  # fmt: skip
    return tuple(lines)


def move_line(site: Site, reader: Reader, cell: Cell, period: dict[str, str]) -> MoveLine:
    """One cell of the flow; ``period`` as addresses write it."""
    language = reader.language
    fmt, currency = site.formats(language), site.catalogue.organisation.currency
    few = cell.customers < SMALLEST_GROUP
    stayed = cell.before == cell.after
    customers = counted(site, language, cell.customers)
    worth = "" if stayed or few else fmt.whole_money(cell.worth, currency)
    names = {"before": stage_name(language, cell.before), "after": stage_name(language, cell.after)}
    say = translations(language).gettext
    if stayed:
        said = say("%(name)s, and stayed so: %(customers)s") % {
            "name": names["before"], "customers": customers
        }  # fmt: skip
    else:
        said = say("From %(before)s to %(after)s: %(customers)s") % {
            **names, "customers": customers
        }  # fmt: skip
        if worth:
            said += ". " + say("They brought %(worth)s in a year.") % {"worth": worth}
    move = {**period, "before": cell.before, "after": cell.after}
    open_to = not stayed and not site.services.lists.too_few(reader.actor, cell.customers)
    address = f"/value/lifecycle/people?{urlencode(move)}" if open_to else None
    return MoveLine(names["before"], names["after"], _kind(cell), customers, worth, said, address)


def _kind(cell: Cell) -> str:
    if cell.before == cell.after:
        return "stayed"
    if cell.before == figures.PROSPECT:
        return "came"
    if cell.after == figures.LOST:
        return "lost"
    return "worse" if cell.after == "at_risk" else "better"


def loss_lines(
    site: Site, reader: Reader, cells: tuple[Cell, ...], period: dict[str, str]
) -> tuple[LossLine, ...]:
    """By the stage that they left, the dearest first; ``period`` as addresses write it."""
    language = reader.language
    fmt, currency = site.formats(language), site.catalogue.organisation.currency
    few = SMALLEST_GROUP

    def told(before: str, after: str, cell: Cell | None) -> tuple[str, str, str | None]:
        if cell is None:
            # Nobody can come to where they were: that is no nought.
            none = None if before == after else 0
            return fmt.number(none), fmt.whole_money(none, currency), None
        line = move_line(site, reader, cell, period)
        worth = None if cell.customers < few else cell.worth
        return line.customers, fmt.whole_money(worth, currency), line.address

    found = []
    for stage in STAGES:
        gone = {
            cell.after: cell
            for cell in cells
            if cell.before == stage != cell.after and cell.after in _GONE
        }
        if gone and stage != figures.LOST:
            money = sum((cell.worth for cell in gone.values() if cell.customers >= few), Decimal(0))
            slipped, lost = (told(stage, after, gone.get(after)) for after in _GONE)
            found.append((money, stage, slipped, lost))
    longest = max((float(money) for money, *_ in found), default=0.0) or 1.0
    return tuple(
        LossLine(
            stage_name(language, stage), *slipped, *lost, 100 * max(float(money), 0.0) / longest
        )
        for money, stage, slipped, lost in sorted(found, key=lambda each: -each[0])
    )


def counted(site: Site, language: Language, customers: int) -> str:
    """A number of customers, unless it is of few."""
    if 0 < customers < SMALLEST_GROUP:
        text = translations(language).gettext("fewer than %(number)s")
        return text % {"number": SMALLEST_GROUP}
    return site.formats(language).number(customers)
