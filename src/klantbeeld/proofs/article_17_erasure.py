"""Article 17: everything goes but what the law keeps, and it comes back by no way."""

from __future__ import annotations

from klantbeeld.catalog.definition import Words
from klantbeeld.core.errors import InputError
from klantbeeld.pipeline.landing.intake import replay_dead_letters
from klantbeeld.pipeline.rights.erasure import erase, preview
from klantbeeld.pipeline.rights.erasure import proof as erased_proof
from klantbeeld.pipeline.rights.restore import reapply
from klantbeeld.privacy.errors import NotFound
from klantbeeld.privacy.requests.state import Identified, Kind
from klantbeeld.proofs.frame import Figure, Figures, expect, expect_error, proof
from klantbeeld.proofs.installation import Installation

SERVICE = "customer_service"
_ROWS = Words(nl="rijen gewist", en="rows erased")


def _ready(world: Installation, name: str) -> int:
    agent, requests = world.actor("service_agent"), world.services.requests
    asked = requests.open(agent, SERVICE, Kind.ERASURE, world.person(name))
    requests.identified(agent, SERVICE, asked.request_no, Identified.SHOWN_IN_PERSON)
    return asked.request_no


def _erase(world: Installation, name: str) -> int:
    """Erases one of the made-up people as the preview shows; returns the request."""
    agent, number = world.actor("service_agent"), _ready(world, name)
    seen = preview(world.services, agent, SERVICE, world.person(name))
    erase(world.services, agent, SERVICE, number, seen.records)
    return number


@proof(
    "17",
    nl="Iemand met twee bronrijen, bestellingen en een vraag wordt gewist. Geen enkele tabel bevat "
    "daarna nog een naam, adres, kaart of vraag. De bestelling blijft zeven jaar na haar jaar "
    "bewaard voor de fiscus, uit ieders zicht. Het bewijs telt per tabel en noemt niemand.",
    en="Somebody with two source records, orders and a case is erased. After it no table holds a "
    "name, address, card or question. The order is kept for the tax authority until seven years "
    "after its year, out of everybody's sight. The proof counts by table and names nobody.",
)
def article_17_everything_goes_but_what_the_law_keeps(world: Installation) -> Figures:
    agent, person = world.actor("service_agent"), world.person("anna")
    number = _erase(world, "anna")
    for text in ("Vriesema", "vriesema", "0612300001", "Lindelaan", "K100001", "NL91ABNA",
                 "mijn pakket"):  # fmt: skip
        expect(not world.tables_with(text), "no table holds a value of the person")
    kept = world.rows("select keep_until from retained_touchpoint")
    expect(kept and all(row["keep_until"].year == 2033 for row in kept), "what the law keeps")
    expect(not world.services.gate.search(agent, SERVICE, "vriesema"), "nobody is found")
    shown = erased_proof(world.services, world.services.requests.get(agent, SERVICE, number))
    expect(shown is not None and not shown.left, "looked again: nothing is left")
    lines = world.rows("select detail from rights_event")
    expect("riesema" not in str(lines), "the proof names nobody")
    expect(person not in (each["person_id"] for each in world.rows("select * from person")), "gone")
    return (Figure(_ROWS, sum(rows for _, rows in shown.removed) if shown else 0),)


@proof(
    "17",
    nl="Na de wissing staan in het logboek nog nummers: wie keek, wanneer en waarvoor. Geen nummer "
    "leidt nog naar een persoon, ook niet uit een lijst waarin zij stond. Geen ander krijgt het.",
    en="After the erasure the log still has numbers: who looked, when and what for. None of them "
    "leads to a person, not from a list in which she stood either, and nobody else gets one.",
)
def article_17_the_log_keeps_numbers_that_lead_to_nobody(world: Installation) -> None:
    agent, gate, person = world.actor("service_agent"), world.services.gate, world.person("anna")
    expect(gate.search(agent, SERVICE, "vriesema"), "she stands in a list")
    gate.person(agent, SERVICE, person)
    _erase(world, "anna")
    lines = world.rows(
        "select action, detail from access_log where person_id = %(person)s "
        "or access_log_lists(detail) @> jsonb_build_array(%(person)s::bigint)",
        {"person": person},
    )
    expect({"search", "person"} <= {line["action"] for line in lines}, "who looked stays known")
    expect("riesema" not in str(lines), "without a word of what was seen")
    with expect_error(NotFound, "the number leads to nobody"):
        gate.person(agent, SERVICE, person)
    world.deliver("crm", "customers", {"number": "C98", "given": "Nieuw", "family": "Persoon"})
    (newest,) = world.rows("select max(record_no) as number from source_record")
    expect(newest["number"] > person, "a new customer has a new number")


@proof(
    "17",
    nl="Na de wissing leveren de bronnen dezelfde rijen opnieuw, gewijzigd en live, wordt een "
    "geweigerde rij opnieuw geprobeerd, en komt een nieuwe bestelling binnen. De persoon blijft "
    "weg; de bestelling wordt alleen voor de fiscus bewaard. Onder een nieuw nummer is hij welkom.",
    en="After the erasure the sources deliver the same rows again, changed and live, a row that "
    "could not be read is tried again, and a new order comes in. The person stays away; the order "
    "is kept for the tax authority alone. Under a new number he is welcome.",
)
def article_17_comes_back_neither_by_delivery_nor_by_replay(world: Installation) -> None:
    services, agent = world.services, world.actor("service_agent")
    world.deliver("webshop", "orders", {"number": "B8", "account": "W1", "at": "some day"})
    _erase(world, "anna")
    replay_dead_letters(services, "webshop")
    world.load()
    row = {"given": "Anna", "family": "Vriesema", "email": "anna@vriesema.example"}
    world.deliver("crm", "customers", {"number": "C1", **row, "city": "Leiden"})
    world.deliver(
        "webshop", "orders",
        {"number": "B9", "account": "W1", "at": "2026-09-07T10:00:00+02:00", "total": "10.00"},
    )  # fmt: skip
    expect(not world.tables_with("Vriesema"), "the person stays away")
    expect(
        world.rows("select 1 from retained_touchpoint where touchpoint_key = 'B9'"),
        "a later order is kept for the law alone",
    )
    expect(not world.rows("select 1 from touchpoint where touchpoint_key = 'B9'"), "and not shown")
    world.deliver("crm", "customers", {"number": "C99", **row})
    expect(services.gate.search(agent, SERVICE, "vriesema"), "under a new number he is welcome")


@proof(
    "17",
    nl="De opslag vergeet dat er is gewist, zoals na het terugzetten van een back-up, en de rij "
    "staat er weer. Het journaal naast de database wist haar opnieuw.",
    en="The store forgets that something was erased, as after restoring a backup, and the row is "
    "back. The journal beside the database erases it again.",
)
def article_17_a_restored_backup_is_erased_again(world: Installation) -> None:
    _erase(world, "gijs")
    with world.services.database.transaction() as transaction:
        transaction.execute("delete from erased_record")
    world.deliver("webshop", "accounts", {"number": "W7", "given": "Gijs", "family": "Teruggezet"})
    expect(world.tables_with("Teruggezet"), "the row is back")
    found = reapply(world.services)
    expect(found.erased_again == 1, "the journal has it erased again")
    expect(not world.tables_with("Teruggezet"), "and it is gone")


@proof(
    "17",
    nl="Twee medewerkers voeren hetzelfde verzoek uit: de tweede ziet dat het gedaan is. Kwam er "
    "sinds het voorbeeld een rij bij, dan wordt er niets gewist voor iemand opnieuw kijkt.",
    en="Two colleagues carry out the same request: the second sees that it is done. When a record "
    "was added since the preview nothing is erased before somebody looks again.",
)
def article_17_exactly_what_was_previewed_and_once(world: Installation) -> None:
    agent, services = world.actor("service_agent"), world.services
    seen = preview(services, agent, SERVICE, world.person("bram"))
    number = _ready(world, "bram")
    with expect_error(InputError, "other records than the preview showed"):
        erase(services, agent, SERVICE, number, seen.records[:1])
    erase(services, agent, SERVICE, number, seen.records)
    with expect_error(InputError, "the second sees it done"):
        erase(services, agent, SERVICE, number, seen.records)
