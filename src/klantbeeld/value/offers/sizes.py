"""How much is in a package, where its text says so: "16 OZ", "1,5 l", "6 x 330 ml".

Entering: texts as products carry them. Leaving: an amount in a base unit (gram, millilitre, piece,
metre), so that packages of one kind compare; nothing where the text does not say it plainly.
"""

from __future__ import annotations

import re

_UNITS: dict[str, tuple[str, float]] = {
    "g": ("g", 1), "gr": ("g", 1), "gram": ("g", 1), "kg": ("g", 1000), "kilo": ("g", 1000),
    "mg": ("g", 0.001), "oz": ("g", 28.3495), "lb": ("g", 453.592), "lbs": ("g", 453.592),
    "ml": ("ml", 1), "cl": ("ml", 10), "dl": ("ml", 100), "l": ("ml", 1000), "lt": ("ml", 1000),
    "liter": ("ml", 1000), "litre": ("ml", 1000), "fl oz": ("ml", 29.5735),
    "gal": ("ml", 3785.41), "ga": ("ml", 3785.41), "qt": ("ml", 946.353), "pt": ("ml", 473.176),
    "ct": ("st", 1), "pk": ("st", 1), "pc": ("st", 1), "pcs": ("st", 1), "st": ("st", 1),
    "stuk": ("st", 1), "stuks": ("st", 1), "rol": ("st", 1), "rollen": ("st", 1),
    "m": ("m", 1), "cm": ("m", 0.01), "mm": ("m", 0.001),
}  # fmt: skip

_SIZE = re.compile(
    r"(?:(?P<packs>\d{1,3})\s*[x*/]\s*)?(?P<amount>\d{1,6}(?:[.,]\d{1,3})?)\s*"
    r"(?P<unit>fl oz|[a-z]+)\.?",
    re.IGNORECASE,
)


def package_size(text: str | None) -> tuple[str, float] | None:
    """The base unit and the amount in it; None where the text does not say it plainly."""
    found = _SIZE.fullmatch((text or "").strip())
    if found is None:
        return None
    unit = _UNITS.get(found["unit"].lower())
    amount = float(found["amount"].replace(",", ".")) * int(found["packs"] or 1)
    return None if unit is None or amount <= 0 else (unit[0], amount * unit[1])
