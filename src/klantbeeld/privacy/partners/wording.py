"""What notices, their states and the ways of telling are called, in Dutch and English."""

from __future__ import annotations

from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.partners import Lack

KINDS = {
    "rectification": Words(nl="verbeterd", en="corrected"),
    "erasure": Words(nl="gewist", en="erased"),
    "restriction": Words(nl="beperkt", en="restricted"),
    "restriction_lifted": Words(nl="beperking opgeheven", en="restriction lifted"),
    "objection": Words(nl="bezwaar gemaakt", en="objected"),
}
"""What happened to somebody's data."""

STATES = {
    "told": Words(nl="ingelicht", en="told"),
    "by_hand": Words(nl="zelf inlichten", en="tell them yourself"),
    "waiting": Words(nl="wordt verstuurd", en="being sent"),
    "overdue": Words(nl="te laat", en="overdue"),
}

OUTCOMES = {
    "received": Words(nl="ontvangen", en="received"),
    "refused": Words(nl="geweigerd door hun server", en="refused by their server"),
    "unreachable": Words(nl="hun server is onbereikbaar", en="their server cannot be reached"),
    "no_secret": Words(nl="het geheim ontbreekt bij ons", en="the secret is missing here"),
    "not_declared": Words(nl="er is geen adres meer", en="there is no address any more"),
}

HOW = {
    "email": Words(nl="per e-mail", en="by e-mail"),
    "letter": Words(nl="per brief", en="by letter"),
    "at_first_contact": Words(nl="bij het eerste contact", en="at the first contact"),
    "exempt": Words(nl="hoeft niet (artikel 14 lid 5)", en="not needed (Article 14(5))"),
}

LACKS = {
    Lack.AGREEMENT: Words(nl="een overeenkomst", en="an agreement"),
    Lack.SAFEGUARDS: Words(
        nl="een waarborg voor doorgifte buiten de EER",
        en="a safeguard for transfers outside the EEA",
    ),
    Lack.NOT_ADEQUATE: Words(
        nl="een andere waarborg: voor dit land is geen adequaatheidsbesluit bekend",
        en="another safeguard: no adequacy decision is known for this country",
    ),
    Lack.SUB_PROCESSOR: Words(
        nl="een waarborg voor een onderverwerker buiten de EER",
        en="a safeguard for a sub-processor outside the EEA",
    ),
    Lack.PURPOSE_SILENT: Words(
        nl="een doel dat deze partner noemt", en="a purpose that names this partner"
    ),
}
"""What a partner lacks to be switched on."""
