"""Valuable customers who slip away, on the page of the lifecycle and on Today.

Entering: who reads. Leaving: how many wait and what they brought, for whoever signed in; who they
are only for the purpose that stages are told for.
"""

from __future__ import annotations

from decimal import Decimal

from klantbeeld.pipeline.valuing.lifecycle_figures import Standing
from klantbeeld.privacy.lifecycle_reads import Alert
from klantbeeld.web.languages import translations
from klantbeeld.web.site import Reader, Site
from klantbeeld.web.value.lifecycle_contexts import AlertLine, AlertPanel
from klantbeeld.web.value.stage_words import stage_name

_FIRST, _MOST = 8, 100
_MOST_HANDLED = 10


def alert_panel(
    site: Site, reader: Reader, standing: Standing, done: str = "", *, everybody: bool = False
) -> AlertPanel:
    """Those who ask for attention, the first few or everybody; ``done``: just taken in hand."""
    reads, needed = site.services.lifecycle, site.catalogue.value.purpose
    waiting, worth = reads.waiting()
    sees = reader.purpose == needed and reads.may_see(reader.actor.role)
    most = _MOST if everybody else _FIRST
    alerts = reads.alerts(reader.actor, reader.purpose, most=most) if sees and waiting else None
    handled = (
        reads.alerts(reader.actor, reader.purpose, handled=True, most=_MOST_HANDLED).alerts
        if sees
        else ()
    )
    currency = site.catalogue.organisation.currency
    return AlertPanel(
        waiting=waiting,
        worth=site.formats(reader.language).whole_money(worth, currency),
        rule=_rule(site, reader, standing.worth_from),
        lines=tuple(_line(site, reader, each, done) for each in alerts.alerts)
        if alerts
        else (() if sees else None),
        handled=tuple(_line(site, reader, each, done) for each in handled),
        found=alerts.found if alerts else None,
        purpose=None if sees else site.catalogue.purposes[needed].name,
        purpose_id=needed,
    )


def _rule(site: Site, reader: Reader, worth_from: Decimal | None) -> str:
    rules = site.catalogue.value.lifecycle.alerts
    fmt, say = site.formats(reader.language), translations(reader.language).gettext
    names = [stage_name(reader.language, stage) for stage in rules.stages]
    if worth_from is None:
        return ""
    text = say(
        "Came to the stage %(stages)s in the last %(days)s days, and brought %(worth)s or more in "
        "the year up to the last purchase, as the most valuable %(share)s of customers do."
    )
    return text % {
        "stages": say(" or ").join(f"“{name}”" for name in names),
        "days": fmt.number(rules.days),
        "worth": fmt.whole_money(worth_from, site.catalogue.organisation.currency),
        "share": fmt.share(rules.top_share),
    }


def _line(site: Site, reader: Reader, alert: Alert, done: str) -> AlertLine:
    fmt = site.formats(reader.language)
    handled = ""
    if alert.handled_by is not None:
        handled = f"{alert.handled_by}, {fmt.day(alert.handled_at)}"
    return AlertLine(
        person_id=alert.person.person_id,
        name=alert.person.display_name,
        city=alert.person.city,
        before=stage_name(reader.language, alert.before),
        after=stage_name(reader.language, alert.after),
        since=alert.since,
        worth=fmt.whole_money(alert.worth, site.catalogue.organisation.currency),
        handled=handled,
        handled_now=done == f"{alert.person.person_id}.{alert.since.isoformat()}",
    )
