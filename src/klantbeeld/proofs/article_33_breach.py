"""Articles 33 and 34: the clock, whom a breach touched by query, the report and the letter."""

from __future__ import annotations

from datetime import timedelta

from klantbeeld.core.errors import InputError
from klantbeeld.documents.html import as_html
from klantbeeld.privacy.breaches import documents
from klantbeeld.privacy.breaches.counting import Export, Window
from klantbeeld.proofs.frame import expect, expect_error, proof
from klantbeeld.proofs.installation import Installation

PURPOSE = "accountability"


@proof(
    "33",
    nl="Een medewerker bekeek twee klanten zonder reden. De klok loopt vanaf het moment van weten, "
    "72 uur. Aantallen en soorten gegevens komen uit het logboek, en het concept voor de "
    "toezichthouder heeft alle hoofdstukken.",
    en="A colleague looked at two customers without a reason. The clock runs from the moment of "
    "knowing, 72 hours. Counts and categories come from the log, and the draft for the authority "
    "has all its chapters.",
)
def article_33_counts_are_filled_by_query(world: Installation) -> None:
    clock, breaches = world.moving_clock, world.services.breaches
    officer, agent = world.actor("privacy_officer"), world.actor("service_agent")
    begin = clock()
    for name in ("anna", "bram"):
        world.services.gate.person(agent, "customer_service", world.person(name))
    clock.forward(timedelta(hours=1))
    number = breaches.open(officer, PURPOSE, clock())
    window = Window(begin, clock(), agent.name)
    count = breaches.count_log(officer, PURPOSE, number, window)
    expect((count.least, count.most) == (2, 2), "the people are counted from the log")
    expect("user.contact.email" in count.categories, "and so are the categories of data")
    view = breaches.show(officer, PURPOSE, number)
    expect(view.due_at == view.aware_at + timedelta(hours=72), "the term is 72 hours")
    draft = as_html(documents.report(view, world.catalogue, "nl", clock()))
    expect(all(f">{chapter}. " in draft for chapter in range(10)), "the draft has all chapters")
    clock.forward(timedelta(hours=73))
    expect(breaches.show(officer, PURPOSE, number).late, "after the term it is late")
    breaches.reported(officer, PURPOSE, number, "first", "AP-1")
    expect(breaches.all(officer, PURPOSE)[0].reported_at == clock(), "the register keeps it")


@proof(
    "33",
    nl="In het register van datalekken komt geen persoonsgegeven: een tekst met een "
    "burgerservicenummer of e-mailadres wordt geweigerd.",
    en="No personal value enters the register of breaches: a text with a citizen service number or "
    "an e-mail address is refused.",
)
def article_33_register_holds_no_personal_value(world: Installation) -> None:
    breaches, officer = world.services.breaches, world.actor("privacy_officer")
    number = breaches.open(officer, PURPOSE, world.clock())
    for text in ("bsn 111222333", "the list of eva@example.org"):
        with expect_error(InputError, "a text about one person is refused"):
            breaches.describe(officer, PURPOSE, number, {"happened": [text]})
    held = world.rows("select count(*) as events from breach_event")[0]["events"]
    expect(held == 0, "nothing of it is stored")


@proof(
    "34",
    nl="Een geëxporteerd bestand lekte uit. De lijst van wie een brief krijgt is precies wie erin "
    "staat, en de brief zegt in gewone taal wat gebeurde, wat het kan betekenen, wat gedaan is en "
    "bij wie men terechtkan.",
    en="An exported file leaked. Who gets a letter is exactly who stands in it, and the "
    "letter says in plain language what happened, what it may mean, what is done and whom to ask.",
)
def article_34_the_letter_goes_to_exactly_the_affected(world: Installation) -> None:
    breaches, officer = world.services.breaches, world.actor("privacy_officer")
    number = breaches.open(officer, PURPOSE, world.clock())
    leaked = {world.person(name) for name in ("anna", "carla", "gijs")}
    export = Export(
        (world.person("anna"),), (("crm", "C1"), ("crm", "C3"), ("webshop", "W7")), ("email",)
    )
    count = breaches.count_export(officer, PURPOSE, number, export)
    expect((count.least, count.most) == (3, 3), "each person counts once")
    people = breaches.affected(officer, PURPOSE, number)
    expect({each.person_id for each in people} == leaked, "the list is exactly who is in the file")
    said = {
        "happened": ["Een bestand kwam bij de verkeerde terecht."],
        "consequences": ["U kunt vreemde berichten krijgen."],
        "measures_after": ["Het bestand is vernietigd."],
    }
    breaches.describe(officer, PURPOSE, number, said)
    view = breaches.show(officer, PURPOSE, number)
    letter = as_html(documents.letter(view, world.catalogue, "nl", world.clock()))
    contact = world.catalogue.organisation.contact
    for part in (*(text for texts in said.values() for text in texts), contact, "E-mail"):
        expect(part in letter, "the letter holds nature, consequences, measures and contact")
    lines = world.rows("select distinct person_id from access_log where action = 'breach_affected'")
    expect({line["person_id"] for line in lines} == leaked, "each of them has a line in the log")
