"""Partners as the officer sees them: agreements, transfers, what they were told, what is overdue.

Entering: who asks, for which purpose. Leaving: views, after the door has checked the duty to
oversee and logged. No person is named here: notices carry numbers and names of attributes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from klantbeeld.catalog.organisation import Duty
from klantbeeld.catalog.partners import EEA, Partner, PartnerNeed, partner_needs
from klantbeeld.catalog.purposes import LegalBasis
from klantbeeld.privacy.door import Door
from klantbeeld.privacy.partners import notices as recipient_notices
from klantbeeld.privacy.partners import origins as partner_origins
from klantbeeld.privacy.partners.notices import NoticeView
from klantbeeld.privacy.partners.origins import OriginView
from klantbeeld.privacy.register.build import Register, build_register
from klantbeeld.privacy.views import Actor
from klantbeeld.store.database import Database
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.privacy.partners", "office.sql")


@dataclass(frozen=True, slots=True)
class PartnerView:
    """One partner as it stands."""

    partner: str
    declared: Partner
    in_force: bool
    """Whether it is given data today."""
    needs: tuple[PartnerNeed, ...]
    """What it lacks to be switched on."""
    outside_eea: bool
    agreement_ends_in: int | None
    """Days until the agreement ends; below zero it has; None: no end is agreed."""
    told: int
    waiting: int
    """Notices that it has still to be told, those overdue among them."""
    overdue: int
    read_at: datetime | None
    """When it last read a person by its key."""


class Partners:
    """What the officer asks about partners, and records of them."""

    def __init__(self, database: Database, door: Door) -> None:
        self._database = database
        self._door = door

    def all(self, actor: Actor, purpose: str) -> tuple[PartnerView, ...]:
        """Every declared partner, those switched on first. Raises Refused."""
        now = self._door.clock()
        with self._door.read(actor, purpose, "partners", Duty.OVERSEE) as read:
            counts = {
                row["partner"]: row
                for row in read.transaction.execute(
                    _SQL["notices_by_partner"],
                    {"overdue": now - recipient_notices.OVERDUE_AFTER},
                )
            }
            reads = {
                row["partner"]: row["at"] for row in read.transaction.execute(_SQL["last_reads"])
            }
            read.detail = {"partners": len(self._door.catalogue.partners)}
        day = now.astimezone(ZoneInfo(self._door.catalogue.organisation.time_zone)).date()
        views = [
            self._view(name, counts.get(name, {}), reads.get(name), day)
            for name in self._door.catalogue.partners
        ]
        return tuple(sorted(views, key=lambda view: not view.declared.active))

    def notices(self, actor: Actor, purpose: str) -> tuple[NoticeView, ...]:
        """What partners were and have still to be told; the latter first. Raises Refused."""
        with self._door.read(actor, purpose, "recipient_notices", Duty.OVERSEE) as read:
            views = recipient_notices.notices(read.transaction, self._door.clock())
            read.detail = {"notices": len(views)}
        return views

    def told_about(self, actor: Actor, purpose: str, person_id: int) -> tuple[NoticeView, ...]:
        """Which recipients were told about one person. Raises Refused and NotFound."""
        found: tuple[NoticeView, ...] = ()
        with self._door.read(actor, purpose, "recipients_told") as read:
            records = [row["record_no"] for row in read.records(person_id)]
            found = recipient_notices.told_about(read.transaction, records, self._door.clock())
            read.detail = {"notices": len(found)}
        return found

    def told_by_hand(self, actor: Actor, purpose: str, notice_no: int) -> None:
        """Records that somebody told the partner. Raises Refused and InputError."""
        with self._database.transaction() as transaction:
            recipient_notices.told_by_hand(transaction, notice_no, actor.name, self._door.clock())
            self._door.record_change(
                transaction, actor, purpose, "recipient_told", (), {"notice": notice_no},
                Duty.OVERSEE,
            )  # fmt: skip

    def origins(self, actor: Actor, purpose: str) -> tuple[OriginView, ...]:
        """Deliveries by partners, and whether their people were told so. Raises Refused."""
        with self._door.read(actor, purpose, "origins", Duty.OVERSEE) as read:
            views = partner_origins.origins(
                read.transaction, self._door.catalogue, self._door.clock()
            )
            read.detail = {"deliveries": len(views)}
        return views

    def origin_told(self, actor: Actor, purpose: str, load_no: int, how: str) -> None:
        """Records that the people of a delivery were told. Raises Refused and InputError."""
        with self._database.transaction() as transaction:
            partner_origins.origin_told(
                transaction, self._door.catalogue, load_no, how, actor.name, self._door.clock()
            )
            self._door.record_change(
                transaction, actor, purpose, "origin_told", (), {"load": load_no}, Duty.OVERSEE
            )

    def register(self, actor: Actor, purpose: str) -> Register:
        """The register of processing as of now. Raises Refused."""
        with self._door.read(actor, purpose, "register", Duty.OVERSEE) as read:
            register = build_register(read.transaction, self._door.catalogue, self._door.clock())
            read.detail = {"differences": len(register.differences)}
        return register

    def _view(
        self, name: str, counts: dict[str, int], read_at: datetime | None, day: date
    ) -> PartnerView:
        catalogue = self._door.catalogue
        partner = catalogue.partners[name]
        naming = {own: purpose.partners for own, purpose in catalogue.purposes.items()}
        duties = frozenset(
            own
            for own, purpose in catalogue.purposes.items()
            if purpose.legal_basis is LegalBasis.LEGAL_OBLIGATION
        )
        ends = partner.agreement.ends if partner.agreement else None
        return PartnerView(
            partner=name,
            declared=partner,
            in_force=partner.in_force(day),
            needs=partner_needs(name, partner, naming, duties),
            outside_eea=partner.country not in EEA,
            agreement_ends_in=(ends - day).days if ends else None,
            told=counts.get("told", 0),
            waiting=counts.get("waiting", 0),
            overdue=counts.get("overdue", 0),
            read_at=read_at,
        )
