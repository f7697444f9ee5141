"""The lines of YAML that declare a touchpoint type, a delivery, a survey item or a figure.

Entering: what is to be declared, and the project's catalogue. Leaving: text that ``klantbeeld
check`` accepts as it stands, with comments in each language.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from klantbeeld.catalog.definition import Goal, Grain, Words
from klantbeeld.catalog.experience import ItemKind, Pillar
from klantbeeld.catalog.figures import Figure, known_figures
from klantbeeld.catalog.meanings import Meaning
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.touchpoints import TouchpointKind

KINDS = {
    TouchpointKind.ORDER: Words(nl="bestellingen", en="orders"),
    TouchpointKind.INVOICE: Words(nl="facturen", en="invoices"),
    TouchpointKind.PAYMENT: Words(nl="betalingen", en="payments"),
    TouchpointKind.RETURN: Words(nl="retouren", en="returns"),
    TouchpointKind.DELIVERY: Words(nl="leveringen", en="deliveries"),
    TouchpointKind.CASE: Words(nl="vragen aan de klantenservice", en="questions to service"),
    TouchpointKind.CAMPAIGN_SEND: Words(nl="verstuurde mailings", en="mailings sent"),
    TouchpointKind.CAMPAIGN_RESPONSE: Words(nl="reacties op mailings", en="responses to mailings"),
    TouchpointKind.VISIT: Words(nl="bezoeken", en="visits"),
    TouchpointKind.SURVEY: Words(nl="enquêtes", en="surveys"),
    TouchpointKind.CONSENT: Words(nl="toestemmingen", en="consents"),
    TouchpointKind.ACCOUNT: Words(nl="gemaakte accounts", en="accounts made"),
    TouchpointKind.OPPORTUNITY: Words(nl="gesloten offertes", en="offers closed"),
    TouchpointKind.REFERRAL: Words(nl="aanbevelingen", en="recommendations"),
    TouchpointKind.CONTRACT: Words(nl="contracten", en="contracts"),
}
_FIELDS = {
    Meaning.SCORE: Words(nl="Cijfer", en="Mark"),
    Meaning.QUESTION: Words(nl="Vraag", en="Question"),
    Meaning.SECONDS: Words(nl="Duur in seconden", en="Length in seconds"),
    Meaning.RESPONSE: Words(nl="Wat iemand deed", en="What somebody did"),
    Meaning.CHANNEL: Words(nl="Kanaal", en="Channel"),
    Meaning.ORDER: Words(nl="Bestelnummer", en="Order number"),
    Meaning.FORM: Words(nl="Formulier", en="Form"),
    Meaning.REMARK: Words(nl="Opmerking", en="Remark"),
    Meaning.CLOSED: Words(nl="Afgehandeld op", en="Settled on"),
    Meaning.CONTACTS: Words(nl="Aantal contacten", en="Contacts it took"),
    Meaning.REOPENED: Words(nl="Keer heropend", en="Times reopened"),
    Meaning.TRANSFERS: Words(nl="Keer doorverbonden", en="Times passed on"),
    Meaning.DELIVERED: Words(nl="Bezorgd op", en="Arrived on"),
}
_KNOWN_WORDS = {
    TouchpointKind.OPPORTUNITY: "{won: [gewonnen], lost: [verloren]}",
    TouchpointKind.CAMPAIGN_RESPONSE: "{clicked: [geklikt]}",
}
"""Of these kinds a metric must know what the source's words mean."""

_ITEMS = {
    ItemKind.NPS: (Words(nl="Aanbevelen", en="Recommending"),
                   Words(nl="Zou u ons aanbevelen?", en="Would you recommend us?")),
    ItemKind.CSAT: (Words(nl="Tevredenheid", en="Satisfaction"),
                    Words(nl="Hoe tevreden bent u over ons?", en="How satisfied are you with us?")),
    ItemKind.CES: (Words(nl="Moeite", en="Effort"),
                   Words(nl="Hoeveel moeite kostte het u?", en="How much effort did it take?")),
    ItemKind.PILLAR: (Words(nl="Gekend worden", en="Being known"),
                      Words(nl="Kennen wij u, en houden wij rekening met u?",
                            en="Do we know you, and take you into account?")),
    ItemKind.OTHER: (Words(nl="Eigen vraag", en="Question of our own"),
                     Words(nl="Wat vindt u van ons?", en="What do you think of us?")),
}  # fmt: skip


def type_lines(
    kind: TouchpointKind, fields: Sequence[Meaning], goal: Goal, catalogue: Catalogue
) -> Words:
    """A touchpoint type, for the purposes and roles that orders are there for, or all."""
    roles = _roles(catalogue)
    purposes = _purposes(catalogue, roles)
    name = f"{{nl: {_capital(KINDS[kind].nl)}, en: {_capital(KINDS[kind].en)}}}"
    declared = "".join(f"{line}\n" for line in _declared(kind, fields))

    def lines(why: str, who: str, how_long: str) -> str:
        return (
            f"{kind}:\n  name: {name}\n  kind: {kind}\n  data_category: user.behavior\n"
            f"  purposes: [{', '.join(purposes)}]   # {why}\n  retention: 1 year   # {how_long}\n"
            f"  goal: {goal}\n  roles: [{', '.join(roles)}]   # {who}\n{declared}"
        )

    return Words(
        nl=lines("waarvoor u het gebruikt", "wie het mag zien", "hoe lang u het bewaart"),
        en=lines("what you use it for", "who may see it", "how long you keep it"),
    )


def field_lines(name: str, kind: TouchpointKind, fields: Sequence[Meaning]) -> Words:
    """Fields of a type that is declared already."""
    declared = "".join(f"{line}\n" for line in _declared(kind, fields))
    columns = ", ".join(f"{each}: {each}" for each in fields)
    return Words(
        nl=f"{name}:   # staat er al: vul aan wat ontbreekt\n{declared}"
        f"# en bij de levering, in sources/: columns: {{{columns}}}\n",
        en=f"{name}:   # stands there already: add what is missing\n{declared}"
        f"# and with its delivery, in sources/: columns: {{{columns}}}\n",
    )


def delivery_lines(kind: TouchpointKind, name: str, fields: Sequence[Meaning]) -> Words:
    """A source with a delivery of touchpoints."""
    columns = ", ".join(f"{each}: {each}" for each in fields)
    more = "    status: outcome\n" if kind is TouchpointKind.OPPORTUNITY else ""
    more += "    amount: amount\n" if kind in (TouchpointKind.ORDER, TouchpointKind.RETURN) else ""
    more += f"    columns: {{{columns}}}\n" if fields else ""

    def lines(record: str, moment: str) -> str:
        return (
            f"  {kind}s:\n    kind: touchpoints\n    type: {name}\n    files: data/{kind}s.csv\n"
            f"    key: number\n    record: customer_number   # {record}\n"
            f"    occurred_at: moment   # {moment}\n{more}"
        )

    return _source(
        Words(
            nl=lines("het klantnummer in deze bron", "wanneer het gebeurde"),
            en=lines("the customer's number in this source", "when it happened"),
        )
    )


def item_lines(kind: ItemKind, pillar: Pillar | None, touchpoint: str) -> Words:
    """A question of a survey."""
    (name, text), item = _ITEMS[kind], pillar or kind
    about = f"    pillar: {pillar}\n" if pillar else ""
    scale = "[1, 5]" if kind in (ItemKind.CSAT, ItemKind.CES) else "[0, 10]"

    def lines(said: str) -> str:
        return (
            f"items:\n  {item}:\n    name: {{nl: {name.nl}, en: {name.en}}}\n"
            f"    text: {{nl: '{text.nl}', en: '{text.en}'}}\n    kind: {kind}\n{about}"
            f"    scale: {scale}\n    touchpoint: {touchpoint}\n    question: {item}   # {said}\n"
        )

    return Words(
        nl=lines("wat er in de kolom met de vraag staat"),
        en=lines("what stands in the column with the question"),
    )


def figure_lines(figure: str, period: Grain | None) -> Words:
    """A source with a delivery of a figure."""
    return _source(
        Words(
            nl="\n".join(_of_figure(figure, period, "nl")) + "\n",
            en="\n".join(_of_figure(figure, period, "en")) + "\n",
        )
    )


def _source(deliveries: Words) -> Words:
    """A source's own file; in one that is there already only the delivery is new."""
    name = "name: {nl: Nieuwe bron, en: New source}\ntrust: 50"
    return Words(
        nl=f"{name}   # van 0 tot 100\ndeliveries:   # in een bron die er al is: alleen het "
        f"blok hieronder\n{deliveries.nl}",
        en=f"{name}   # from 0 to 100\ndeliveries:   # in a source that is there already: only "
        f"the block below\n{deliveries.en}",
    )


def _of_figure(figure: str, period: Grain | None, language: str) -> Iterator[str]:
    known = known_figures().get(figure)
    yield from (f"  {figure}:", "    kind: figures", f"    files: data/{figure}.csv")
    yield "    day: day"
    yield f"    period: {period or (known.shortest if known else Grain.DAY)}"
    yield f"    figure: {figure}"
    yield "    value: number" + (f"   # {known.value.in_language(language)}" if known else "")
    if known is not None:
        yield from _of_parts(known, language)


def _of_parts(known: Figure, language: str) -> Iterator[str]:
    if known.base is not None:
        yield f"    base: of   # {known.base.in_language(language)}"
    if known.part is not None:
        optional = ", mag ontbreken" if language == "nl" else ", may be left out"
        word = "" if known.must_have_part else optional
        yield f"    part: part   # {known.part.in_language(language)}{word}"
    if known.parts:
        told = ", ".join(
            f"{part}: [{words.in_language(language).lower()}]"
            for part, words in known.parts.items()
        )
        yield f"    words: {{{told}}}"


def _roles(catalogue: Catalogue) -> list[str]:
    """Those who see orders, of what the project declares; all where it declares none."""
    orders = (each for each in catalogue.touchpoints.values() if each.kind == "order")
    found = next(orders, None)
    return list(found.roles if found else catalogue.roles)


def _purposes(catalogue: Catalogue, roles: Sequence[str]) -> list[str]:
    """What these roles work for by default, as far as it is switched on; else all that is."""
    usual = dict.fromkeys(catalogue.roles[role].default_purpose for role in roles)
    active = catalogue.active_purposes
    return [name for name in usual if name in active] or sorted(active)


def _declared(kind: TouchpointKind, fields: Sequence[Meaning]) -> Iterator[str]:
    if fields:
        named = (f"{each}: {{nl: {_FIELDS[each].nl}, en: {_FIELDS[each].en}}}" for each in fields)
        yield f"  detail: {{{', '.join(named)}}}"
        yield f"  means: {{{', '.join(f'{each}: {each}' for each in fields)}}}"
    if kind in _KNOWN_WORDS:
        yield f"  words: {_KNOWN_WORDS[kind]}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
