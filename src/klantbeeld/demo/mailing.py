"""Campaigns and consents: to whom the shop wrote, what they did, what they had agreed to.

Enters: the real campaigns, the households they went to and the coupons those redeemed. Leaves:
rows (columns as in ``layout``). Sends and redemptions are real, each on a made-up
subscriber of the household; opens, clicks and consents are made up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from klantbeeld.demo.after_order import Rows, start_of
from klantbeeld.demo.cast import WITHDRAWN
from klantbeeld.demo.dice import Dice
from klantbeeld.demo.journey import Journey
from klantbeeld.demo.records import KASSA, NIEUWSBRIEF, WEBSHOP, SourceRecord

# Source, customer column, (purpose, channel) asked for, rate given, rate withdrawn later, via.
_ASKED = (
    (KASSA, "pasnummer", "persoonlijke aanbiedingen", "kassabon", 0.72, 0.05, "pasformulier"),
    (KASSA, "pasnummer", "direct marketing", "post", 0.4, 0.08, "pasformulier"),
    (WEBSHOP, "account_id", "direct marketing", "e-mail", 0.55, 0.09, "afrekenpagina"),
    (WEBSHOP, "account_id", "klantprofiel", "webshop", 0.48, 0.06, "voorkeuren"),
    (NIEUWSBRIEF, "abonnee_id", "nieuwsbrief", "e-mail", 1.0, 0.07, "dubbele aanmelding"),
)
_TEXT_VERSIONS = ((date(2025, 1, 1), "v4"), (date(2023, 1, 1), "v3"), (date(2018, 5, 25), "v2"))


def readers_by_household(subscribers: Sequence[SourceRecord]) -> dict[int, SourceRecord]:
    """The subscriber to whom a household's campaigns are sent: the oldest subscription."""
    found: dict[int, SourceRecord] = {}
    for record in sorted(subscribers, key=lambda record: (record.created, record.number)):
        found.setdefault(record.household, record)
    return found


def sends(dice: Dice, journey: Journey, readers: Mapping[int, SourceRecord]) -> Rows:
    """Every real send, on the morning of the campaign's first day."""
    start = {campaign.campaign: campaign.start for campaign in journey.campaigns}
    return [
        {
            "verzending_id": f"M{count:06}",
            "abonnee_id": readers[household].number,
            "campagne_id": f"C{campaign:02}",
            "kanaal": "e-mail",
            "verzonden_op": (
                start_of(start[campaign]) + timedelta(hours=9, seconds=dice.below(3600))
            ).isoformat(),
        }
        for count, (campaign, household) in enumerate(journey.sent, start=1)
    ]


def responses(dice: Dice, sent: Rows, today: date) -> Rows:
    """Opens and clicks: four in ten open, one in four of those clicks."""
    rows: Rows = []
    for row in sent:
        if not dice.chance(0.4):
            continue
        opened = datetime.fromisoformat(row["verzonden_op"]) + timedelta(minutes=dice.below(2000))
        steps = [("geopend", opened)]
        if dice.chance(0.25):
            steps.append(("geklikt", opened + timedelta(seconds=dice.between(5, 300))))
        rows += [
            {
                "reactie_id": f"A{len(rows) + nth:06}",
                "verzending_id": row["verzending_id"],
                "abonnee_id": row["abonnee_id"],
                "campagne_id": row["campagne_id"],
                "soort": kind,
                "tijdstip": moment.isoformat(),
            }
            for nth, (kind, moment) in enumerate(steps, start=1)
            if moment < start_of(today)
        ]
    return rows


def redemptions(journey: Journey, readers: Mapping[int, SourceRecord]) -> Rows:
    """Every real coupon redemption; the day is real, the hour unknown."""
    return [
        {
            "inwisseling_id": f"K{count:05}",
            "abonnee_id": readers[household].number,
            "campagne_id": f"C{campaign:02}",
            "couponcode": str(coupon),
            "ingewisseld_op": day.isoformat(),
        }
        for count, (household, campaign, coupon, day) in enumerate(journey.redeemed, start=1)
    ]


def campaign_rows(journey: Journey) -> Rows:
    """The campaigns themselves, with TCJ's three kinds."""
    return [
        {
            "campagne_id": f"C{campaign.campaign:02}",
            "soort": campaign.kind,
            "begint_op": campaign.start.isoformat(),
            "eindigt_op": campaign.end.isoformat(),
        }
        for campaign in journey.campaigns
    ]


def consents(
    dice: Dice, records: Sequence[SourceRecord], sent: Rows, today: date
) -> dict[str, Rows]:
    """By source what each customer agreed to, and what some withdrew; nobody is mailed after."""
    last_mail: dict[str, str] = {}
    for row in sent:
        last_mail[row["abonnee_id"]] = max(
            last_mail.get(row["abonnee_id"], ""), row["verzonden_op"]
        )
    found: dict[str, Rows] = defaultdict(list)
    for record in records:
        for source, column, purpose, channel, given, withdrawn, via in _ASKED:
            if record.source != source:
                continue
            scripted = WITHDRAWN in record.script and channel == "e-mail"
            if not (scripted or dice.chance(given)):
                continue
            moment = start_of(record.created) + timedelta(hours=9, minutes=dice.below(600))
            decisions = [("gegeven", moment, via)]
            if scripted or dice.chance(withdrawn):
                earliest = record.created
                if record.number in last_mail:
                    earliest = datetime.fromisoformat(last_mail[record.number]).date()
                day = dice.day(earliest + timedelta(days=2), today - timedelta(days=1))
                if day < today:
                    when = start_of(day) + timedelta(hours=10, minutes=dice.below(500))
                    decisions.append(("ingetrokken", when, dice.pick(("afmeldlink", "telefoon"))))
            found[source] += [
                {
                    "toestemming_id": f"T{source[0].upper()}{len(found[source]) + nth:05}",
                    column: record.number,
                    "doel": purpose,
                    "kanaal": channel,
                    "besluit": decision,
                    "tekstversie": _text_version(when.date()),
                    "vastgelegd_op": when.isoformat(),
                    "via": how,
                }
                for nth, (decision, when, how) in enumerate(decisions, start=1)
            ]
    return found


def _text_version(day: date) -> str:
    return next((version for since, version in _TEXT_VERSIONS if day >= since), "v1")
