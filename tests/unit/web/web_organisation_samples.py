"""Organisations for the tests of the pages."""

from __future__ import annotations

from klantbeeld.privacy.organisation_views import ActingView, OrganisationView

ACTING = tuple(
    ActingView(number, name)
    for number, name in (
        (812, "Marijke van der Hoeven-Jansen"), (940, "Kees van der Hoeven"), (2001, "A. Bos"),
        (2002, "Els de Wit"), (2003, "Piet Vos"), (2004, "Omar Haddad"),
    )
)  # fmt: skip
WATERBOUW = OrganisationView(
    organisation_id=812,
    name="Van Dalen Waterbouw B.V.",
    other_names=("VAN DALEN WATERBOUW", "Van Dalen"),
    kvk=("12345678",),
    vat=("NL004495445B01",),
    address="Havenkade 12, 8011AB Zwolle",
    records=14,
    more=False,
    people=ACTING,
)
NAMELESS = OrganisationView(
    organisation_id=99, name=None, other_names=(), kvk=(), vat=("NL004495445B01",), address=None,
    records=2_000, more=True, people=ACTING[:1],
)  # fmt: skip
BY_NUMBER = OrganisationView(
    organisation_id=812, name=None, other_names=(), kvk=("12345678",), vat=(), address=None,
    records=1, more=False, people=ACTING[:1],
)  # fmt: skip


def organisation(number: int) -> OrganisationView:
    """The organisation of this number: 99 has no name, 1904 is a number of 812's records."""
    return {99: NAMELESS, 7: BY_NUMBER}.get(number, WATERBOUW)
