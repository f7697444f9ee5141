"""Contracts: how many run, how many stay, how long they last and what they are worth.

Entering: who reads. Leaving: ``value/contracts.html``; without declared contracts it says how to
declare them. Figures over people, of which groups of few are not told.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from klantbeeld.pipeline.valuing import contract_figures
from klantbeeld.pipeline.valuing.contract_figures import AgeGroup, ContractFigures, ContractTested
from klantbeeld.pipeline.valuing.contracts import NotCounted
from klantbeeld.value.arrays import Reason
from klantbeeld.web.formats import UNKNOWN, Formats
from klantbeeld.web.languages import N_, Language, translations
from klantbeeld.web.pictures.survival import Survival, survival
from klantbeeld.web.routing import page_router
from klantbeeld.web.site import Site
from klantbeeld.web.value.contexts import Absent
from klantbeeld.web.value.contract_contexts import (
    AgeRow,
    ContractsPage,
    CurveRow,
    Figure,
    TestedContracts,
)
from klantbeeld.web.value.reasons import sentence
from klantbeeld.web.value.shared import decimals, left_out_of, percent


def router(site: Site) -> APIRouter:
    """``GET /value/contracts``"""
    routes = page_router(site)

    @routes.get("/value/contracts")
    def contracts(request: Request) -> Response:
        reader = site.reader(request)
        found = contract_figures.contract_figures(site.services)
        page = contracts_page(site, found, reader.language)
        return site.render(
            request, "value/contracts.html", page, language=reader.language, reader=reader,
            section="value",
        )  # fmt: skip

    return routes


def contracts_page(site: Site, found: ContractFigures | None, language: Language) -> ContractsPage:
    """The figures in words and coordinates."""
    fmt, purpose = site.formats(language), site.catalogue.value.purpose
    if found is None:
        return ContractsPage(
            declared=False, purpose=purpose, absent=None, few=False, figures=(), terms=(),
            picture=None, rows=(), no_curve=None, ages=(), days=UNKNOWN, test=None, untested=None,
            not_counted=(), left_out=left_out_of(site, {}, language), as_of=None,
        )  # fmt: skip
    barred = found.barred
    return ContractsPage(
        declared=True,
        purpose=purpose,
        absent=Absent(sentence(barred, {}, fmt), purpose, "declare") if barred else None,
        few=found.contracts is None,
        figures=_figures(found, fmt),
        terms=_terms(found, fmt),
        picture=_picture(found),
        rows=_rows(found, fmt),
        no_curve=_reason(found.no_curve, fmt),
        ages=tuple(_age(group, fmt) for group in found.ages),
        days=fmt.number(found.churn_days),
        test=_tested(found.test, fmt) if found.test else None,
        untested=_reason(found.untested, fmt),
        not_counted=_not_counted(found.not_counted, fmt),
        left_out=left_out_of(site, found.left_out, language),
        as_of=found.as_of,
    )


def _figures(found: ContractFigures, fmt: Formats) -> tuple[Figure, ...]:
    say = translations(fmt.language).gettext
    kept, worth = found.retention, found.worth
    few = say(N_("few"))
    days, between = fmt.number(found.churn_days), say(N_("between %(low)s and %(high)s"))
    ended = few if found.ended_last_year is None else fmt.number(found.ended_last_year)
    known = few if found.announced is None else fmt.number(found.announced)
    told = [
        Figure(
            say(N_("Running contracts")),
            None if found.running is None else fmt.number(found.running),
            say(N_("ended in the last year: %(ended)s")) % {"ended": ended},
        )
    ]
    if kept is not None:
        bounds = {"low": fmt.share(kept.low, 1), "high": fmt.share(kept.high, 1)}
        told.append(
            Figure(
                say(N_("Run on a month later")), fmt.share(kept.share, 1),
                say(N_("over the last 12 months; with 95 percent certainty %(between)s"))
                % {"between": between % bounds},
            )
        )  # fmt: skip
    if worth is not None:
        bounds = {
            "low": fmt.money(worth.low, found.currency),
            "high": fmt.money(worth.high, found.currency),
        }
        told.append(
            Figure(
                say(N_("Worth of a running contract")), fmt.money(worth.each, found.currency),
                say(N_("in the coming %(days)s days; %(between)s, by how sure retention is"))
                % {"days": fmt.number(found.horizon_days), "between": between % bounds},
            )
        )  # fmt: skip
    if found.expected_ends is not None:
        told.append(
            Figure(
                say(N_("Expected to end within %(days)s days")) % {"days": days},
                fmt.number(round(found.expected_ends)),
                say(N_("running, and their end is known already: %(known)s")) % {"known": known},
            )
        )
    return tuple(told)


def _terms(found: ContractFigures, fmt: Formats) -> tuple[str, ...]:
    """The formula in words, with what went into it."""
    worth, say = found.worth, translations(fmt.language).gettext
    if worth is None:
        return ()
    money = {
        "month": fmt.money(worth.monthly_margin, found.currency),
        "margin": percent(fmt, found.margin),
        "days": fmt.number(found.horizon_days),
        "discount": percent(fmt, found.yearly_discount),
        "ever": fmt.money(worth.ever, found.currency),
        "tenure": fmt.money(worth.by_tenure, found.currency),
        "total": fmt.whole_money(worth.total, found.currency),
    }
    what = (
        N_("A running contract brings %(month)s of revenue a month on average.")
        if found.margin == 1
        else N_("A running contract leaves %(month)s of margin a month on average (%(margin)s of "
                "what it brings).")
    )  # fmt: skip
    lines = [
        what,
        N_("Its worth adds that up over the coming %(days)s days, each month for the share "
           "that still runs then; money that comes a year later counts %(discount)s less."),
        N_("All running contracts together: %(total)s."),
    ]  # fmt: skip
    if worth.ever is not None:
        lines.append(N_("Without a horizon, m · r / (1 + d − r), one is worth %(ever)s."))
    lines.append(
        N_("The formula takes everybody alike. By the curve below, and by how long each contract "
           "runs already, one is worth %(tenure)s over the same days.")
    )  # fmt: skip
    return tuple(say(line) % money for line in lines)


def _picture(found: ContractFigures) -> Survival | None:
    if len(found.curve) < 2:
        return None
    return survival(
        [point.months for point in found.curve],
        [(point.share, point.low, point.high) for point in found.curve],
    )


def _rows(found: ContractFigures, fmt: Formats) -> tuple[CurveRow, ...]:
    say = translations(fmt.language)
    rows = []
    for point in found.curve:
        time = say.ngettext("%(num)s month", "%(num)s months", point.months) % {
            "num": fmt.number(point.months)
        }
        share = fmt.share(point.share)
        between = say.gettext(N_("%(low)s to %(high)s")) % {
            "low": fmt.share(point.low), "high": fmt.share(point.high),
        }  # fmt: skip
        text = say.gettext(N_("after %(time)s %(share)s still run (%(between)s)"))
        said = text % {"time": time, "share": share, "between": between}
        rows.append(CurveRow(time, share, between, fmt.number(point.contracts), said))
    return tuple(rows)


def _age(group: AgeGroup, fmt: Formats) -> AgeRow:
    say = translations(fmt.language).gettext
    low, high = fmt.number(group.from_months), group.to_months
    text = N_("%(low)s months or longer") if high is None else N_("%(low)s to %(high)s months")
    return AgeRow(
        say(text) % {"low": low, "high": fmt.number(high)},
        None if group.contracts is None else fmt.number(group.contracts),
        None if group.chance is None else fmt.share(group.chance),
    )


def _tested(test: ContractTested, fmt: Formats) -> TestedContracts:
    say = translations(fmt.language).gettext
    return TestedContracts(
        test.on, fmt.number(test.contracts), fmt.number(round(test.expected)),
        fmt.number(test.came),
        (
            (
                say(N_("Distance")),
                say(N_("how far chances lay from what happened, squared; less is better (Brier)")),
                decimals(fmt, test.brier), decimals(fmt, test.alike_brier),
            ),
            (
                say(N_("Ranking")),
                say(N_("of two contracts, how often the one that ended had the higher chance "
                       "(AUC)")),
                decimals(fmt, test.auc), decimals(fmt, 0.5),
            ),
        ),
    )  # fmt: skip


def _reason(reason: Reason | None, fmt: Formats) -> str | None:
    return None if reason is None else sentence(reason.code, reason.parameters, fmt)


def _not_counted(counts: NotCounted, fmt: Formats) -> tuple[str, ...]:
    say = translations(fmt.language)
    backwards, unreadable = counts.ends_before_start, counts.end_unreadable
    told = (
        (backwards, say.ngettext(
            "%(num)s contract ends before it begins, and is not counted.",
            "%(num)s contracts end before they begin, and are not counted.", backwards,
        )),
        (unreadable, say.ngettext(
            "%(num)s contract has an end that is no date, and is not counted.",
            "%(num)s contracts have an end that is no date, and are not counted.", unreadable,
        )),
        (counts.not_begun, say.ngettext(
            "%(num)s contract begins after today, and is not counted yet.",
            "%(num)s contracts begin after today, and are not counted yet.", counts.not_begun,
        )),
        (counts.other_currency, say.ngettext(
            "%(num)s contract is in another currency, and is not counted.",
            "%(num)s contracts are in another currency, and are not counted.",
            counts.other_currency,
        )),
        (counts.without_amount, say.ngettext(
            "%(num)s contract has no amount, and is not counted as money.",
            "%(num)s contracts have no amount, and are not counted as money.",
            counts.without_amount,
        )),
    )  # fmt: skip
    return tuple(text % {"num": fmt.number(count)} for count, text in told if count)
