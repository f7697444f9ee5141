"""Numbers of nine digits that are the company's own, so that none is taken for a BSN by chance.

Entering: the forms that sources declare (``own_numbers``), such as ``88#######``, and the numbers
that sources have delivered as keys. Leaving: whether a number is one of them. A form that leaves
nearly every digit open would let any BSN through: the catalogue asks for two digits in front, so
that one BSN in a hundred at most has that form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

OwnNumber = Callable[[str], bool]
"""Whether nine digits, without blanks, are a number of the company's own."""


def in_forms(forms: Iterable[str]) -> OwnNumber:
    """Whether a number has one of these forms."""
    patterns = [form.replace("#", "[0-9]") for form in forms]
    form = re.compile("|".join(patterns)) if patterns else None
    return lambda digits: form is not None and form.fullmatch(digits) is not None


def in_forms_or(forms: OwnNumber, known: frozenset[str]) -> OwnNumber:
    """Whether a number has such a form or is one of the known ones."""
    return lambda digits: digits in known or forms(digits)
