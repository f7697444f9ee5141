"""The catalogue of a small made-up company: four sources, two purposes, five touchpoint types."""

from __future__ import annotations

from typing import Any

import experience_samples

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.attributes import Attribute
from klantbeeld.catalog.consents import ConsentRequest
from klantbeeld.catalog.definition import Goal, Words
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.organisation import Organisation, Role
from klantbeeld.catalog.purposes import LegalBasis, Purpose
from klantbeeld.catalog.sources import RecordDelivery, Source, TouchpointDelivery
from klantbeeld.catalog.touchpoints import TouchpointKind, TouchpointType


def w(nl: str, en: str) -> Words:
    return Words(nl=nl, en=en)


ROLES = ("service", "marketing", "data", "officer")


def _attribute(nl: str, en: str, kind: AttributeType, **more: Any) -> Attribute:
    return Attribute(
        name=w(nl, en),
        type=kind,
        data_category="user.contact",
        purposes=("service", "marketing"),
        retention="2 years",
        goal=Goal.SERVE_BETTER,
        roles=ROLES,
        **more,
    )


A = AttributeType
ATTRIBUTES = {
    "given_name": _attribute("Voornaam", "Given name", A.GIVEN_NAME, match=True),
    "name_prefix": _attribute("Tussenvoegsel", "Name prefix", A.NAME_PREFIX),
    "family_name": _attribute("Achternaam", "Family name", A.FAMILY_NAME, match=True),
    "birth_date": _attribute("Geboortedatum", "Date of birth", A.BIRTH_DATE, match=True),
    "email": _attribute("E-mail", "E-mail", A.EMAIL, match=True),
    "phone": _attribute("Telefoon", "Phone", A.PHONE, match=True),
    "street": _attribute("Straat", "Street", A.STREET),
    "house_number": _attribute("Huisnummer", "House number", A.HOUSE_NUMBER, match=True),
    "postcode": _attribute("Postcode", "Postcode", A.POSTCODE, match=True),
    "city": _attribute("Plaats", "City", A.CITY),
    "customer_no": _attribute("Klantnummer", "Customer number", A.IDENTIFIER),
    "segment": _attribute("Klantgroep", "Customer group", A.CATEGORY),
}


def _touchpoint(nl: str, en: str, kind: TouchpointKind, **detail: Words) -> TouchpointType:
    return TouchpointType(
        name=w(nl, en),
        kind=kind,
        data_category="user.behavior",
        purposes=("service", "marketing"),
        retention="7 years",
        goal=Goal.SERVE_BETTER,
        roles=ROLES,
        detail=detail,
        open_statuses=("open", "onderweg"),
    )


K = TouchpointKind
TOUCHPOINTS = {
    "order": _touchpoint("Bestelling", "Order", K.ORDER, channel=w("Kanaal", "Channel")),
    "invoice": _touchpoint("Factuur", "Invoice", K.INVOICE),
    "delivery": _touchpoint("Bezorging", "Delivery", K.DELIVERY, carrier=w("Vervoer", "Carrier")),
    "case": _touchpoint("Melding", "Case", K.CASE, subject=w("Onderwerp", "Subject")),
    "newsletter": _touchpoint("Nieuwsbrief", "Newsletter", K.CAMPAIGN_SEND),
}
MADE_UP = w(
    "Namen en adressen zijn verzonnen; de aankopen zijn echt.",
    "Names and addresses are made up; the purchases are real.",
)


def _source(nl: str, en: str, trust: int, made_up: Words | None = MADE_UP) -> Source:
    records = RecordDelivery(
        kind="records",
        files="data/customers*.csv",
        key="klantnr",
        full=trust > 60,
        columns={
            "klantnr": "customer_no",
            "voornaam": "given_name",
            "achternaam": "family_name",
            "email": "email",
            "tel": "phone",
            "pc": "postcode",
        },
    )
    orders = TouchpointDelivery(
        kind="touchpoints",
        type="order",
        key="bon",
        record="klantnr",
        occurred_at="moment",
        amount="bedrag",
        columns={"kanaal": "channel"},
    )
    return Source(
        name=w(nl, en),
        trust=trust,
        made_up=made_up,
        deliveries={"customers": records, "orders": orders},
    )


ASKED = ConsentRequest.model_validate(
    {
        "channels": ["email", "post", "phone", "sms"],
        "texts": {"v1": {"since": "2025-01-01", "nl": "Ja, dat mag.", "en": "Yes, you may."}},
    }
)


def catalogue() -> Catalogue:
    purposes = {
        "service": Purpose(
            name=w("Klant helpen", "Helping the customer"),
            description=w(
                "Vragen beantwoorden en afspraken nakomen over wat de klant kocht.",
                "Answering questions and keeping promises about what the customer bought.",
            ),
            legal_basis=LegalBasis.CONTRACT,
            data_use="essential.service",
            roles=("service", "officer"),
            retention="2 years",
            active=True,
        ),
        "marketing": Purpose(
            name=w("Aanbiedingen doen", "Making offers"),
            description=w("Passende aanbiedingen kiezen.", "Choosing offers that fit."),
            legal_basis=LegalBasis.CONSENT,
            data_use="marketing.advertising",
            roles=("service", "marketing"),
            retention="1 year",
            active=True,
        ),
    }
    return Catalogue(
        organisation=Organisation(name="Warenhuis De Hoek", contact="fg@dehoek.example"),
        roles={
            "service": Role(name=w("Klantenservice", "Service"), default_purpose="service"),
            "marketing": Role(name=w("Marketing", "Marketing"), default_purpose="marketing"),
            "data": Role(name=w("Gegevensbeheer", "Data"), default_purpose="service"),
            "blind": Role(name=w("Stage", "Trainee"), default_purpose="service"),
            "officer": Role(name=w("FG", "Officer"), default_purpose="service"),
        },
        purposes=purposes,
        attributes=ATTRIBUTES,
        touchpoints=TOUCHPOINTS,
        consents={"marketing": ASKED},
        experience=experience_samples.RULES,
        sources={
            "till": _source("Kassa en spaarpas", "Till and loyalty card", 70),
            "webshop": _source("Webwinkel", "Webshop", 60),
            "crm": _source("CRM", "CRM", 80),
            "support": _source("Nieuwsbrief en service", "Newsletter and support", 40, None),
        },
    )
