"""Telephone numbers to E.164 (ITU-T), by the numbering plans of Google's libphonenumber.

Entering: cleaned text. Leaving: "+31612345678". A number of a possible length keeps the E.164 shape
even when its range is not given out; anything else keeps only its digits, without a plus. Dutch
numbers are settled here with the library's own pattern, all others by ``phonenumbers``.
"""

from __future__ import annotations

import re

import phonenumbers

from klantbeeld.core.errors import InternalError
from klantbeeld.quality.standard import PLACEHOLDER, Standard

HOME_REGION = "NL"
"""The region of a number without a country code, where the record's country says nothing."""

_FORMATTING = str.maketrans("", "", " -.()/‐‑–—\u00a0")
_PLAIN_DUTCH = re.compile(r"(\+31|0031|0)[ -]?([1-9](?:[ -]?[0-9]){8})")
"""As most people write them; all others are taken apart letter by letter."""
_SEVERAL = re.compile(r"(.*[0-9]{6,}.*?)\s*(?:[;,|]| / | of | en | or | and )\s*(.*[0-9]{6,}.*)")
_SCIENTIFIC = re.compile(r"[0-9]E\+[0-9]", re.IGNORECASE)
"""What a spreadsheet makes of a long number: its digits are lost."""
_NOT_DIGIT = re.compile(r"[^0-9]")
_DUTCH_LENGTH = 9


def _dutch_pattern() -> re.Pattern[str]:
    """All Dutch numbers of nine digits after the 31, from the library's metadata."""
    region = phonenumbers.PhoneMetadata.metadata_for_region("NL")
    if region is None:
        raise InternalError("phonenumbers carries no metadata for the Netherlands")
    kinds = (  # the most common first
        region.mobile, region.fixed_line, region.toll_free, region.premium_rate, region.voip,
        region.pager, region.uan,
    )  # fmt: skip
    patterns = [kind.national_number_pattern for kind in kinds if kind is not None]
    return re.compile("|".join(filter(None, patterns)), re.ASCII)


_DUTCH = _dutch_pattern()


def phone(text: str, region: str = HOME_REGION) -> Standard:
    """One number to E.164, read in ``region`` (ISO 3166 alpha-2) when it has no country code."""
    plain = _PLAIN_DUTCH.fullmatch(text)
    if plain is not None and (region == HOME_REGION or plain[1] != "0"):
        return _dutch(plain[2].replace("-", "").replace(" ", ""))
    digits = text.translate(_FORMATTING)
    if "(0)" in text and digits[:1] in {"+", "0"}:
        digits = text.replace("(0)", "").translate(_FORMATTING)
    national = _dutch_national(digits, region)
    return _by_library(text, region) if national is None else _dutch(national)


def _dutch(national: str) -> Standard:
    """The nine digits after 31."""
    # 0000..., and mobile numbers whose last eight digits are one
    if national.count(national[-1]) >= _DUTCH_LENGTH - 1:
        return PLACEHOLDER
    fault = None if _DUTCH.fullmatch(national) else "phone.unassigned"
    return Standard(f"+31{national}", fault)


def _dutch_national(digits: str, region: str) -> str | None:
    """The nine digits after 31 if that is what ``digits`` plainly are."""
    if not digits.isascii():
        return None
    if digits.startswith("+31"):
        national = digits[3:]
    elif digits.startswith("0031"):
        national = digits[4:]
    elif region != "NL":
        return None
    elif (digits.startswith("0") and len(digits) == 10) or (
        digits.startswith("6") and len(digits) == _DUTCH_LENGTH
    ):
        # a spreadsheet that takes a mobile number for a number drops its first zero
        national = digits
    else:
        return None
    if national.startswith("0") and len(national) == _DUTCH_LENGTH + 1:
        national = national[1:]
    plain = len(national) == _DUTCH_LENGTH and national.isdigit() and national[0] != "0"
    if plain or (national.isdigit() and national == "0" * _DUTCH_LENGTH):
        return national
    return None


def _by_library(text: str, region: str) -> Standard:
    if _SCIENTIFIC.search(text):
        return Standard(None, "phone.invalid")
    digits = _NOT_DIGIT.sub("", text)
    if len(digits) >= 4 and len(set(digits)) == 1:
        return PLACEHOLDER
    several = _SEVERAL.fullmatch(text)
    if several:
        first = phone(several[1], region)
        return first if first.fault else Standard(first.value, "phone.several")
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return Standard(digits or None, "phone.invalid")
    valid = phonenumbers.is_valid_number(number)
    if not valid and not _is_right_length(number):
        return Standard(digits or None, "phone.invalid")
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Standard(value, None if valid else "phone.unassigned")


def _is_right_length(number: phonenumbers.PhoneNumber) -> bool:
    """Whether an ordinary line or mobile of its country has this many digits."""
    kind = phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE
    reason = phonenumbers.is_possible_number_for_type_with_reason(number, kind)
    return reason == phonenumbers.ValidationResult.IS_POSSIBLE
