"""Article 5(2): the log shows who read what and why, and tampering with it is found."""

from __future__ import annotations

from datetime import timedelta
from typing import LiteralString

from klantbeeld.audit.access_log import Verification, verify
from klantbeeld.catalog.definition import Words
from klantbeeld.core.progress import NoProgress
from klantbeeld.pipeline.retention.keep_log import anchor_faults, anchor_log, let_old_lines_go
from klantbeeld.pipeline.verify import verify_store
from klantbeeld.privacy.accounts.log import ON_THE_MACHINE
from klantbeeld.privacy.errors import Refused
from klantbeeld.proofs.frame import Figure, Figures, expect, expect_error, proof
from klantbeeld.proofs.installation import Installation

_LINES = Words(nl="regels in het logboek gecontroleerd", en="lines of the log checked")

_TAMPERED: dict[str, tuple[LiteralString, ...]] = {
    "altered": ("update access_log set actor = 'somebody else' where entry_no = 3",),
    "removed": ("delete from access_log where entry_no = 3",),
    "reordered": (
        "update access_log set entry_no = -1 where entry_no = 3",
        "update access_log set entry_no = 3 where entry_no = 4",
        "update access_log set entry_no = 4 where entry_no = -1",
    ),
}


@proof(
    "5(2)",
    nl="Iemand bekijkt een klant. Wie, wanneer, waarom en met welke rol staat in het logboek, "
    "ook als het werd geweigerd.",
    en="Somebody looks at a customer. Who, when, why and in which role stand in the log, also "
    "when it was refused.",
)
def article_5_2_every_look_leaves_a_line(world: Installation) -> None:
    agent, person = world.actor("service_agent"), world.person("anna")
    world.services.gate.person(agent, "customer_service", person)
    with expect_error(Refused, "a purpose of another role is refused"):
        world.services.gate.person(agent, "direct_marketing", person)
    lines = world.rows(
        "select actor, role, purpose, person_id, allowed from access_log "
        "order by entry_no desc limit 2"
    )
    refused, looked = lines
    expect(
        (looked["actor"], looked["role"], looked["purpose"], looked["person_id"])
        == (agent.name, agent.role, "customer_service", person)
        and looked["allowed"],
        "a look leaves a line with who, which role, why and whom",
    )
    expect(
        refused["purpose"] == "direct_marketing" and not refused["allowed"],
        "a refusal leaves a line as well",
    )


@proof(
    "5(2)",
    nl="Regels van het logboek zijn gewijzigd, weggehaald en verwisseld, buiten het programma om. "
    "De controle wijst elke keer de juiste regel aan.",
    en="Lines of the log were altered, removed and swapped behind the program's back. The check "
    "points at the right line each time.",
)
def article_5_2_tampering_is_found(world: Installation) -> None:
    agent = world.actor("service_agent")
    for name in ("anna", "bram", "carla", "eva", "farid"):
        world.services.gate.person(agent, "customer_service", world.person(name))
    expect(verify_store(world.services, NoProgress()).ok, "an untouched log is whole")
    for what, statements in _TAMPERED.items():
        fault = _verified_after(world, statements).first_fault
        expect(
            fault is not None and (fault.entry_no, fault.what) == (3, what),
            f"a line that was {what} is pointed at",
        )


@proof(
    "5(2)",
    nl="De oudste regels worden na hun termijn verwijderd. De rest van het logboek is daarna nog "
    "steeds van begin tot eind te bewijzen, en een vervalst afsluitpunt valt op.",
    en="The oldest lines are removed after their term. The rest of the log can still be proved "
    "from beginning to end, and a forged checkpoint shows.",
)
def article_5_2_old_lines_go_without_breaking_the_chain(world: Installation) -> None:
    agent, person = world.actor("service_agent"), world.person("anna")
    world.services.gate.person(agent, "customer_service", person)
    world.moving_clock.forward(timedelta(days=8 * 366))
    world.services.gate.person(agent, "customer_service", person)
    gone = let_old_lines_go(world.services, ON_THE_MACHINE, NoProgress())
    expect(gone is not None and gone.lines > 0, "lines past their term go")
    expect(verify_store(world.services, NoProgress()).ok, "what remains is whole")
    forged = _verified_after(world, ("update access_log_checkpoint set lines = 0, hash = '\\x00'",))
    expect(not forged.ok, "a forged checkpoint shows")


@proof(
    "5(2)",
    nl="Het hele logboek is herschreven, met kloppende sommen. Wat buiten de database is "
    "vastgelegd, laat dat zien.",
    en="The whole log was rewritten, with sums that agree. What is kept outside the database "
    "shows it.",
)
def article_5_2_a_rewritten_log_is_found(world: Installation) -> None:
    agent, person = world.actor("service_agent"), world.person("anna")
    world.services.gate.person(agent, "customer_service", person)
    anchor_log(world.services)
    expect(not anchor_faults(world.services)[1], "an untouched log agrees with its heads outside")
    with world.services.database.transaction() as transaction:
        transaction.execute("alter table access_log disable trigger user")
        transaction.execute("update access_log set hash = sha256(hash)")
    expect(anchor_faults(world.services)[1], "a rewritten log does not")


@proof(
    "5(2)",
    kind="installation",
    nl="Het logboek van deze installatie is van begin tot eind nagerekend en klopt.",
    en="The log of this installation was recomputed from beginning to end and is whole.",
)
def article_5_2_this_log_is_whole(world: Installation) -> Figures:
    with world.services.database.transaction() as transaction:
        found = verify(transaction)
    expect(found.ok, "every line of the log is as it was written")
    return (Figure(_LINES, found.checked),)


def _verified_after(world: Installation, statements: tuple[LiteralString, ...]) -> Verification:
    """What the check finds after tampering as the owner of the database; undone afterwards."""
    with (
        world.services.database.transaction() as transaction,
        transaction.transaction(force_rollback=True),
    ):
        transaction.execute("alter table access_log disable trigger user")
        transaction.execute("alter table access_log_checkpoint disable trigger user")
        for statement in statements:
            transaction.execute(statement)
        return verify(transaction)
