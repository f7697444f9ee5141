"""Articles 5(1)(f) and 32: only those who may reach the data, doors that hold, values sealed."""

from __future__ import annotations

from datetime import timedelta

import pyotp

from klantbeeld.catalog.definition import Words
from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.rotate_keys import rotate, sealed_values
from klantbeeld.privacy.accounts.accounts import MOST_ATTEMPTS
from klantbeeld.privacy.accounts.log import ON_THE_MACHINE
from klantbeeld.privacy.errors import Refused
from klantbeeld.proofs.frame import Figure, Figures, expect, expect_error, proof
from klantbeeld.proofs.installation import Installation

_READS = Words(nl="combinaties van rol en doel geprobeerd", en="pairs of role and purpose tried")
_SEALED = Words(nl="versleutelde waarden", en="sealed values")
_PLAIN = Words(nl="waarden die versleuteld horen te zijn", en="values that ought to be sealed")
_ACCOUNT = "NL91ABNA0417164300"
"""Of anna: sealed in the scratch company."""

PASSWORD = "a sentence that nobody guesses"  # noqa: S105  # of a made-up account


@proof(
    "5(1)(f)",
    nl="Elke rol vraagt voor elk doel een klant op. Alleen wat is aangemeld lukt, en niemand ziet "
    "een gegeven dat niet voor die rol en dat doel is.",
    en="Every role asks for a customer for every purpose. Only what is declared succeeds, and "
    "nobody sees an attribute that is not for that role and purpose.",
)
def article_5_1_f_roles_see_what_is_theirs(world: Installation) -> Figures:
    catalogue, gate, person = world.catalogue, world.services.gate, world.person("anna")
    tried = 0
    for role in catalogue.roles:
        for name, purpose in catalogue.purposes.items():
            tried += 1
            actor = world.actor(role)
            if role not in purpose.roles or not purpose.active:
                with expect_error(Refused, f"{role} is refused for {name}"):
                    gate.person(actor, name, person)
                continue
            view = gate.person(actor, name, person)
            allowed = set(catalogue.visible_attributes(role, name))
            seen = {value.attribute for value in view.golden}
            seen |= {each for record in view.records for each in record.values}
            expect(seen <= allowed, f"{role} sees only its attributes for {name}")
    return (Figure(_READS, tried),)


@proof(
    "32",
    nl="Een wachtwoord wordt vijf keer fout geraden: het account gaat op slot, ook voor het goede. "
    "Met een tweede slot opent het wachtwoord alleen niets, en een code werkt één keer.",
    en="A password is guessed wrong five times: the account locks, also for the right one. With a "
    "second lock the password alone opens nothing, and a code works once.",
)
def article_32_signing_in_is_protected(world: Installation) -> None:
    accounts, clock = world.services.accounts, world.moving_clock
    accounts.create("proof", PASSWORD, "service_agent")
    for _ in range(MOST_ATTEMPTS):
        expect(accounts.sign_in("proof", "wrong") is None, "a wrong password is refused")
    expect(accounts.sign_in("proof", PASSWORD) is None, "after five guesses the account is locked")
    clock.forward(timedelta(minutes=15))
    first = accounts.sign_in("proof", PASSWORD)
    if first is None or (enrolment := accounts.begin_enrolment(first.token)) is None:
        expect(False, "the lock ends, and a second one can be set up")
        return
    totp = pyotp.TOTP(enrolment.secret)
    set_up = accounts.confirm_enrolment(first.token, totp.at(clock.now))
    expect(set_up is not None, "a first code turns the second lock on")
    clock.forward(timedelta(minutes=1))
    halfway = accounts.sign_in("proof", PASSWORD)
    if halfway is None:
        expect(False, "the password is taken")
        return
    expect(accounts.session(halfway.token) is None, "the password alone opens nothing")
    code = totp.at(clock.now)
    expect(accounts.enter_code(halfway.token, code) is not None, "password and code open")
    again = accounts.sign_in("proof", PASSWORD)
    expect(again and accounts.enter_code(again.token, code) is None, "a code works once")


@proof(
    "32",
    nl="Een rekeningnummer is als versleuteld aangemeld. In geen enkele tabel staat het leesbaar; "
    "wie het mag zien, ziet het. De sleutel wordt vervangen en het gegeven blijft leesbaar.",
    en="An account number is declared as encrypted. No table shows it; those who may see it do. "
    "The key is replaced and the value remains readable.",
)
def article_32_values_are_sealed(world: Installation) -> Figures:
    agent, person = world.actor("service_agent"), world.person("anna")

    def seen() -> set[str]:
        view = world.services.gate.person(agent, "order_fulfilment", person)
        return {value.value for value in view.golden if value.attribute == "iban"}

    expect(not world.tables_with(_ACCOUNT), "no table shows the value")
    expect(seen() == {_ACCOUNT}, "who may see it does")
    before = sealed_values(world.services, NoProgress())
    rotate(world.services, ON_THE_MACHINE, NoProgress(), new_key=True)
    after = sealed_values(world.services, NoProgress())
    expect(after == before and not after.to_do, "every value is under the new key")
    expect(seen() == {_ACCOUNT}, "it still opens")
    return (Figure(_SEALED, after.current),)


@proof(
    "32",
    kind="installation",
    nl="In deze installatie is elk gegeven dat als versleuteld is aangemeld, ook versleuteld.",
    en="In this installation every value of an attribute declared as encrypted is sealed.",
)
def article_32_this_installation_is_sealed(world: Installation) -> Figures:
    found = sealed_values(world.services, NoProgress())
    expect(not found.plain, "no value of an encrypted attribute is in the clear")
    expect(not found.lost, "every sealed value opens with a key of this installation")
    return (Figure(_SEALED, found.current + found.former), Figure(_PLAIN, found.plain))


@proof(
    "32",
    nl="Een sleutel voor één bron stuurt alleen die bron, eindigt vanzelf, en opent na intrekken "
    "niets meer. Een sleutel zonder einde wordt niet gemaakt.",
    en="A key for one source sends that source alone, ends by itself, and opens nothing once "
    "revoked. A key without an end is not made.",
)
def article_32_keys_are_narrow_and_end(world: Installation) -> None:
    keys, clock = world.services.accounts.keys, world.moving_clock
    secret = keys.create("proof", "service_agent", ["write"], sources=["webshop"])
    key = keys.find(secret)
    expect(key and key.may_send("webshop") and not key.may_send("crm"), "one source and no other")
    with expect_error(InputError, "no key without sources may send"):
        keys.create("other", "service_agent", ["write"])
    with expect_error(InputError, "no key lasts longer than a year"):
        keys.create("other", "service_agent", ["read"], life=timedelta(days=3650))
    keys.revoke("proof")
    expect(keys.find(secret) is None, "a revoked key opens nothing")
    short = keys.create("short", "service_agent", ["read"], life=timedelta(days=1))
    clock.forward(timedelta(days=2))
    expect(keys.find(short) is None, "a key ends by itself")
