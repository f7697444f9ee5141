"""What may not be kept at all, whatever the purpose: it is refused before it is ever read.

Entering: names and data categories from the catalogue. Leaving: faults that name the law. Special
categories: AVG/GDPR Article 9; criminal data: Article 10, UAVG 31; the citizen service number
(BSN): Article 87 and UAVG 46, for which consent is no ground either.
"""

from __future__ import annotations

import re

from klantbeeld.catalog.document import Node
from klantbeeld.core.errors import Fault

_SPECIAL = "special personal data (AVG Article 9): forbidden unless a law excepts it"
_CRIMINAL = "criminal data (AVG Article 10, UAVG 31): forbidden without a licence or a law"
_BSN = (
    "the citizen service number (BSN) may be used only where a law says so (AVG Article 87, "
    "UAVG 46); consent is no ground"
)
_CATEGORIES = {
    "user.biometric": _SPECIAL,
    "user.authorization.biometric": _SPECIAL,
    "user.health_and_medical": _SPECIAL,
    "user.demographic.political_opinion": _SPECIAL,
    "user.demographic.race_ethnicity": _SPECIAL,
    "user.demographic.religious_belief": _SPECIAL,
    "user.demographic.sexual_orientation": _SPECIAL,
    "user.criminal_history": _CRIMINAL,
}
_NATIONAL_NUMBER = "user.government_id.national_identification_number"
_BSN_NAME = re.compile(r"(^|_)(bsn|bsnr|bsnnr|bsnnummer)(_|$)|burger_?service_?n|sofi_?n(r|um)")


def forbidden_category(node: Node, category: str, country: str) -> list[Fault]:
    """A fault where data of this fideslang category may not be kept by a company in ``country``.

    National numbers are refused in the Netherlands only: other countries have rules of their own.
    """
    for forbidden, reason in _CATEGORIES.items():
        if category == forbidden or category.startswith(f"{forbidden}."):
            return [node.fault(reason, "Remove it, and its column from every source.")]
    if category == _NATIONAL_NUMBER and country == "NL":
        return [_refuse_bsn(node)]
    return []


def forbidden_name(node: Node, name: str) -> list[Fault]:
    """A fault where a column, attribute or field is the BSN by its name."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)
    snake = re.sub(r"[^a-z0-9]+", "_", words.lower())
    return [_refuse_bsn(node)] if _BSN_NAME.search(snake) else []


def _refuse_bsn(node: Node) -> Fault:
    return node.fault(_BSN, "Remove it; link by name, birth date, address, e-mail or phone.")
