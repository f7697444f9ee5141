"""``partner``: who outside gets data, what they are told, whose data came from them."""

from __future__ import annotations

from typing import get_args

import click
from rich.console import Console
from rich.table import Table

from klantbeeld.cli.acting import OFFICER_ROLE, PURPOSE, officer_of
from klantbeeld.cli.output import Output, command
from klantbeeld.pipeline.opening import open_project
from klantbeeld.privacy.partners.office import PartnerView
from klantbeeld.privacy.partners.origins import How


@click.group()
def partner() -> None:
    """Partners and processors outside the organisation."""


@partner.command("list")
@OFFICER_ROLE
@PURPOSE
@command
def list_partners(output: Output, role: str | None, purpose: str | None) -> None:
    """Every partner: whether it is given data, its agreement, and what it has still to be told."""
    with open_project(output.settings) as services:
        views = services.partners.all(*officer_of(services, role, purpose))

    def words(console: Console) -> None:
        table = Table("Partner", "Kind", "Country", "State", "To be told", "Overdue")
        for view in views:
            table.add_row(
                view.declared.name,
                view.declared.kind.value.replace("_", " "),
                view.declared.country,
                _state(view),
                str(view.waiting),
                str(view.overdue),
            )
        console.print(table)
        for view in views:
            for need in view.needs:
                console.print(f"{view.partner}: {need.what}. {need.mend}", markup=False)

    output.answer({"partners": views}, words)


@partner.command("notices")
@click.option("--person", "person_id", type=int, help="Only about this person, who may ask it.")
@OFFICER_ROLE
@PURPOSE
@command
def list_notices(
    output: Output, person_id: int | None, role: str | None, purpose: str | None
) -> None:
    """What partners were told of corrections, erasures and restrictions (Article 19)."""
    with open_project(output.settings) as services:
        officer, known = officer_of(services, role, purpose), services.partners
        views = (
            known.notices(*officer) if person_id is None else known.told_about(*officer, person_id)
        )

    def words(console: Console) -> None:
        table = Table("No.", "When", "Partner", "What", "State", "Attempts", "Last answer")
        for view in views:
            table.add_row(
                str(view.notice_no),
                f"{view.at:%Y-%m-%d %H:%M}",
                view.partner,
                view.kind.replace("_", " "),
                view.state.replace("_", " "),
                str(view.attempts),
                (view.last_outcome or "").replace("_", " "),
            )
        console.print(table)

    output.answer({"notices": views}, words)


@partner.command("told")
@click.argument("notice_no", type=int)
@OFFICER_ROLE
@PURPOSE
@command
def told(output: Output, notice_no: int, role: str | None, purpose: str | None) -> None:
    """Records that you told a partner by hand what notice NOTICE_NO says."""
    with open_project(output.settings) as services:
        services.partners.told_by_hand(*officer_of(services, role, purpose), notice_no)
    output.answer({"notice": notice_no, "told": True}, lambda c: c.print("Recorded."))


@partner.command("origins")
@OFFICER_ROLE
@PURPOSE
@command
def list_origins(output: Output, role: str | None, purpose: str | None) -> None:
    """Deliveries by partners whose people must be told so within a month (Article 14)."""
    with open_project(output.settings) as services:
        views = services.partners.origins(*officer_of(services, role, purpose))

    def words(console: Console) -> None:
        table = Table("Load", "Partner", "Source", "Loaded", "People", "Due", "State")
        for view in views:
            table.add_row(
                str(view.load_no),
                view.partner,
                view.source,
                f"{view.loaded_at:%Y-%m-%d}",
                f"{view.people:,}",
                f"{view.due_at:%Y-%m-%d}",
                view.state,
            )
        console.print(table)

    output.answer({"deliveries": views}, words)


@partner.command("origin-told")
@click.argument("load_no", type=int)
@click.option("--how", required=True, type=click.Choice(get_args(How)))
@OFFICER_ROLE
@PURPOSE
@command
def record_origin_told(
    output: Output, load_no: int, how: str, role: str | None, purpose: str | None
) -> None:
    """Records that the people of delivery LOAD_NO were told where their data came from."""
    with open_project(output.settings) as services:
        services.partners.origin_told(*officer_of(services, role, purpose), load_no, how)
    output.answer({"load": load_no, "told": True}, lambda c: c.print("Recorded."))


def _state(view: PartnerView) -> str:
    if view.in_force:
        return "gets data"
    return "agreement ended" if view.declared.active else "off"
