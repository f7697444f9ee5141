"""Articles 24 and 25: nothing is on by default, and who is not named sees nothing."""

from __future__ import annotations

from klantbeeld.catalog.attributes import Attribute
from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.organisation import Role
from klantbeeld.catalog.purposes import Purpose
from klantbeeld.catalog.touchpoints import TouchpointType
from klantbeeld.proofs.frame import Figure, Figures, expect, proof
from klantbeeld.proofs.installation import Installation

_ROLES = Words(nl="rollen nagegaan", en="roles checked")


@proof(
    "25",
    nl="Een doel dat niet zegt dat het aanstaat, staat uit. Een gegeven zonder doel of rol kan "
    "niet worden aangemeld. Een rol die nergens wordt genoemd, ziet niets en mag niets.",
    en="A purpose that does not say that it is on is off. An attribute without a purpose or a role "
    "cannot be declared. A role that is named nowhere sees nothing and may do nothing.",
)
def article_25_nothing_is_on_by_default(world: Installation) -> None:
    expect(Purpose.model_fields["active"].default is False, "a purpose is off")
    for kept in (Attribute, TouchpointType):
        for key in ("purposes", "roles", "retention", "goal"):
            expect(kept.model_fields[key].is_required(), "what is kept says what for")
    expect(Attribute.model_fields["match"].default is False, "nothing links by default")
    expect(Role.model_fields["may"].default == (), "a role has no duties")
    catalogue = world.catalogue
    newcomer = Role(name=Words(nl="Nieuw", en="New"), default_purpose="customer_service")
    wider = catalogue.model_copy(update={"roles": {**catalogue.roles, "newcomer": newcomer}})
    for purpose in catalogue.purposes:
        seen = wider.visible_attributes("newcomer", purpose)
        expect(not seen and not wider.visible_touchpoints("newcomer", purpose), "it sees nothing")


@proof(
    "24",
    kind="installation",
    nl="Geen rol van deze installatie ziet alles: elke rol ziet alleen wat doelen en gegevens "
    "beide toelaten.",
    en="No role of this installation sees more than both its purposes and the attributes allow.",
)
def article_24_each_role_sees_what_is_declared_for_it(world: Installation) -> Figures:
    catalogue = world.catalogue
    for role in catalogue.roles:
        for purpose in catalogue.purposes_of(role):
            for name in catalogue.visible_attributes(role, purpose):
                attribute, why = catalogue.attributes[name], catalogue.purposes[purpose]
                expect(
                    why.active and role in why.roles and role in attribute.roles,
                    "an attribute shows for a role and purpose that both name",
                )
    return (Figure(_ROLES, len(catalogue.roles)),)
