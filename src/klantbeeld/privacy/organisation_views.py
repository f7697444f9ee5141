"""Organisations as the gate hands them out: filtered for the role and purpose."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ActingView:
    """Somebody who acts for an organisation."""

    person_id: int
    display_name: str


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """An organisation, as far as the reader may know it."""

    organisation_id: int
    """The lowest number of its records."""
    name: str | None
    """The name that most of its records use; None where names are out of sight."""
    other_names: tuple[str, ...]
    kvk: tuple[str, ...]
    """Its numbers in the trade register, as records have them; more than one is worth a look."""
    vat: tuple[str, ...]
    address: str | None
    """The address that most of its records have: of the organisation or of a contact."""
    records: int
    more: bool
    """Whether it has more records than were read; those count nowhere here."""
    people: tuple[ActingView, ...]
    """Who acts for it, in order of their first record."""
