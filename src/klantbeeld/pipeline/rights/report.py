"""The readable report of a request for access: everything in the copy, in plain language.

Entering: the copy. Leaving: a ``Document`` in the language of the request: what we know and from
which source, what was delivered and said before, what happened, what was done with it and who
looked, every other trace, and then the points (a) to (h) of Article 15(1): the same text as the
privacy notice, from the same catalogue.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from klantbeeld.catalog.definition import Words
from klantbeeld.documents.model import (
    Block,
    Cell,
    Document,
    Facts,
    Heading,
    Language,
    Paragraph,
    Table,
)
from klantbeeld.pipeline.rights.copy import Copy, Row
from klantbeeld.privacy.register.notice import privacy_notice
from klantbeeld.profile.survivorship import HeldRecord, HeldValue, fold
from klantbeeld.quality.faults import FAULTS
from klantbeeld.store.holdings import holdings

_TOLD_APART = frozenset(
    {"source_record", "source_record_version", "touchpoint", "order_line", "access_log"}
)
"""Tables that have a part of their own in the report; every other one stands among the traces."""

_DEEDS = {
    "request": Words(nl="uw verzoek behandeld", en="handled your request"),
    "requests": Words(nl="uw verzoeken bekeken", en="looked at your requests"),
    "judgement": Words(nl="beslist welke rijen over u gaan", en="decided which rows are about you"),
    "consent": Words(nl="uw toestemming vastgelegd", en="recorded your consent"),
    "mark": Words(nl="uw wens vastgelegd", en="recorded your wish"),
    "unmark": Words(nl="een eerdere wens beëindigd", en="ended an earlier wish"),
    "own_page": Words(nl="uw eigen pagina", en="your own page"),
}


def access_report(copy: Copy) -> Document:
    """The report."""
    language: Language = "en" if copy.request.language == "en" else "nl"
    organisation = copy.catalogue.organisation
    return Document(
        title=_say(language, "Uw gegevens bij ons", "Your data with us"),
        subtitle=organisation.name,
        language=language,
        author=organisation.name,
        made_at=copy.made_at.replace(microsecond=0),
        time_zone=organisation.time_zone,
        blocks=tuple(_blocks(copy, language)),
    )


def _blocks(copy: Copy, language: Language) -> Iterator[Block]:
    def say(nl: str, en: str) -> str:
        return _say(language, nl, en)

    contact = copy.catalogue.organisation.contact
    yield Paragraph(
        say(
            "U vroeg welke gegevens wij van u hebben. Hier staan ze allemaal. Klopt er iets niet, "
            f"of wilt u iets anders? Vraag het ons: {contact}. Het kost niets.",
            "You asked which data we hold about you. Here they all are. Is something wrong, or do "
            f"you want something else? Ask us: {contact}. It costs nothing.",
        )
    )
    yield Facts(
        (
            (say("Uw verzoek kwam op", "Your request came on"), copy.request.received_on),
            (say("Uw nummer bij ons", "Your number with us"), str(copy.person_id)),
            (say("Gemaakt op", "Made on"), copy.made_at),
        )
    )
    yield Heading(say("Wat wij van u weten", "What we know about you"))
    yield _known(copy, language)
    yield Heading(say("Zoals onze systemen het leverden", "As our systems delivered it"))
    for row in copy.tables.get("source_record", ()):
        yield from _record(copy, row, language)
    yield from _former(copy, language)
    yield Heading(say("Wat er gebeurde", "What happened"))
    yield _happened(copy, language)
    if copy.tables.get("order_line"):
        yield _bought(copy, language)
    yield Heading(say("Wie er naar uw gegevens keek", "Who looked at your data"))
    yield _looked(copy, language)
    yield from privacy_notice(copy.register, copy.catalogue, language).blocks
    yield Heading(say("Andere sporen in onze opslag", "Other traces in our store"))
    yield Paragraph(
        say(
            "Dit bewaart de software over u om haar werk te doen: waarop u te vinden bent, welke "
            "rijen bij elkaar horen, en wat wij met uw verzoeken deden.",
            "This the software keeps about you to do its work: what you can be found by, which "
            "rows belong together, and what we did with your requests.",
        )
    )
    for table, rows in copy.tables.items():
        if table not in _TOLD_APART:
            yield _trace(table, rows, language)


def _known(copy: Copy, language: Language) -> Table:
    golden = fold([_held(row) for row in copy.tables.get("source_record", ())], copy.catalogue)
    rows: list[tuple[Cell, ...]] = []
    for survivor in golden.survivors:
        attribute = copy.catalogue.attributes[survivor.attribute]
        rows.append(
            (
                attribute.name.in_language(language),
                (survivor.value, *survivor.also),
                _source(copy, survivor.winner.record.source, language),
                survivor.winner.record.at,
                tuple(_other(copy, value, language) for value in survivor.losers),
            )
        )
    return Table(
        _say(language, "Uw gegevens", "Your data"),
        (
            _say(language, "Gegeven", "Attribute"),
            _say(language, "Wat wij hebben staan", "What we have"),
            _say(language, "Van", "From"),
            _say(language, "Sinds", "Since"),
            _say(language, "Andere bronnen zeggen", "Other sources say"),
        ),
        tuple(rows),
        _say(language, "Niets.", "Nothing."),
    )


def _record(copy: Copy, row: Row, language: Language) -> Iterator[Block]:
    source = _source(copy, row["source"], language)
    number = _say(language, "nummer", "number")
    yield Table(
        f"{source}, {number} {row['source_record_id']}",
        (
            _say(language, "Gegeven", "Attribute"),
            _say(language, "Zoals geleverd", "As delivered"),
            _say(language, "Zoals wij het lezen", "As we read it"),
            _say(language, "Opmerking", "Remark"),
        ),
        tuple(
            (
                _label(copy, name, language),
                row["delivered"].get(name),
                row["standard"].get(name),
                _remark(row["faults"].get(name), language),
            )
            for name in dict.fromkeys((*row["delivered"], *row["standard"]))
        ),
        _say(language, "Deze rij bevat geen gegevens meer.", "This row holds no data any more."),
    )


def _former(copy: Copy, language: Language) -> Iterator[Block]:
    versions = copy.tables.get("source_record_version", ())
    if not versions:
        return
    yield Table(
        _say(language, "Wat eerder geleverd was", "What was delivered before"),
        (
            _say(language, "Van", "From"),
            _say(language, "Tot", "Until"),
            _say(language, "Gegeven", "Attribute"),
            _say(language, "Waarde", "Value"),
        ),
        tuple(
            (row["recorded_at"], row["superseded_at"], _label(copy, name, language), value)
            for row in versions
            for name, value in row["delivered"].items()
        ),
    )


def _happened(copy: Copy, language: Language) -> Table:
    rows: list[tuple[Cell, ...]] = []
    newest = sorted(copy.tables.get("touchpoint", ()), key=lambda row: row["occurred_at"])
    for row in reversed(newest):
        declared = copy.catalogue.touchpoints.get(row["type"])
        labels = {} if declared is None else declared.detail
        details = tuple(
            f"{labels[name].in_language(language) if name in labels else name}: {value}"
            for name, value in row["detail"].items()
        )
        what = row["type"] if declared is None else declared.name.in_language(language)
        number = f"{_source(copy, row['source'], language)} {row['touchpoint_key']}"
        rows.append(
            (
                row["occurred_at"],
                what,
                number,
                row["amount"],
                row["currency"],
                row["status"],
                details,
            )
        )
    return Table(
        _say(language, "Contacten en aankopen", "Contacts and purchases"),
        (
            _say(language, "Wanneer", "When"),
            _say(language, "Wat", "What"),
            _say(language, "Nummer", "Number"),
            _say(language, "Bedrag", "Amount"),
            _say(language, "Munt", "Currency"),
            _say(language, "Status", "Status"),
            _say(language, "Bijzonderheden", "Details"),
        ),
        tuple(rows),
        _say(language, "Niets.", "Nothing."),
    )


def _bought(copy: Copy, language: Language) -> Table:
    return Table(
        _say(language, "Wat u kocht", "What you bought"),
        (
            _say(language, "Bestelling", "Order"),
            _say(language, "Product", "Product"),
            _say(language, "Aantal", "Number"),
            _say(language, "Bedrag", "Amount"),
            _say(language, "Korting", "Discount"),
        ),
        tuple(
            (row["order_key"], row["product_id"], row["quantity"], row["amount"], row["discount"])
            for row in copy.tables["order_line"]
        ),
    )


def _looked(copy: Copy, language: Language) -> Table:
    roles, purposes = copy.catalogue.roles, copy.catalogue.purposes
    return Table(
        _say(language, "Inzage in uw gegevens", "Looks at your data"),
        (
            _say(language, "Wanneer", "When"),
            _say(language, "Functie", "Role"),
            _say(language, "Waarvoor", "What for"),
            _say(language, "Wat", "What"),
        ),
        tuple(
            (
                row["at"],
                roles[row["role"]].name.in_language(language)
                if row["role"] in roles
                else row["role"],
                purposes[row["purpose"]].name.in_language(language)
                if row["purpose"] in purposes
                else row["purpose"],
                _deed(row["action"], language),
            )
            for row in sorted(
                copy.tables.get("access_log", ()), key=lambda row: row["entry_no"], reverse=True
            )
        ),
        _say(language, "Niemand.", "Nobody."),
    )


def _deed(action: str, language: Language) -> str:
    """What was done, in words: the log has more kinds of reading than anybody wants to know."""
    said = _DEEDS.get(action.partition(".")[0], Words(nl="bekeken", en="looked"))
    return said.in_language(language)


def _trace(table: str, rows: tuple[Row, ...], language: Language) -> Table:
    what = holdings()[table].what.in_language(language) if table in holdings() else table
    head = tuple(rows[0])
    return Table(what, head, tuple(tuple(_cell(row[name]) for name in head) for row in rows))


def _cell(value: Any) -> Cell:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str, sort_keys=True)
    return value if value is None or isinstance(value, datetime) else str(value)


def _held(row: Mapping[str, Any]) -> HeldRecord:
    names = (
        "record_no", "source", "source_record_id", "standard", "delivered", "faults",
        "updated_at", "recorded_at", "gone_at",
    )  # fmt: skip
    return HeldRecord(**{name: row[name] for name in names})


def _other(copy: Copy, value: HeldValue, language: Language) -> str:
    return f"{value.value} ({_source(copy, value.record.source, language)})"


def _source(copy: Copy, name: str, language: Language) -> str:
    declared = copy.catalogue.sources.get(name)
    return name if declared is None else declared.name.in_language(language)


def _label(copy: Copy, name: str, language: Language) -> str:
    declared = copy.catalogue.attributes.get(name)
    return name if declared is None else declared.name.in_language(language)


def _remark(fault: str | None, language: Language) -> str | None:
    if fault is None:
        return None
    told = FAULTS.get(fault)
    return fault if told is None else getattr(told, language)


def _say(language: Language, nl: str, en: str) -> str:
    return en if language == "en" else nl
