"""How one person comes to stand differently in each system.

Enters: a person as they are. Leaves: the values that a clerk, a web form or an agent on the phone
wrote down: nicknames and initials, a tussenvoegsel in the wrong place, a married name, an old
address, a typing error, a second e-mail address, fields swapped, missing or filled with nonsense.
Each habit has a rate per system, in ``HABITS``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from klantbeeld.demo.dice import Dice
from klantbeeld.demo.people import Person
from klantbeeld.demo.places import AREA_CODES, Address

FIELDS = (
    "given", "prefix", "family", "birth", "gender", "street", "number", "addition", "postcode",
    "city", "phone", "mobile", "email",
)  # fmt: skip
"""Keys of a record's values; ``birth`` is written dd-mm-yyyy, the rest as it was typed."""

NEVER = 1.0
INVALID_EMAILS = ("geen", "n.v.t.", "onbekend@", "@example.nl", "naam.example.nl", "a b@example.nl")
INVALID_POSTCODES = ("0000 XX", "1234", "12345 AB", "0123 CD", "9999 9Z", "AB 1234")
UNKNOWN = ("onbekend", "ONBEKEND", "Onbekend", "-", "nvt", "xxx")


@dataclass(frozen=True, slots=True)
class Habits:
    """Rates, from 0 to 1, at which a system writes people down otherwise than they are."""

    typo: float
    initials: float
    nickname: float
    prefix_column: bool
    drop_prefix: float
    upper: float
    lower: float
    second_email: float
    nonsense: float
    missing: Mapping[str, float]
    """Field to the rate at which it is empty; NEVER: the system does not ask for it."""


HABITS = {
    # A paper form, typed over at the till; capitals where the clerk left the key on.
    "kassa": Habits(
        typo=0.045, initials=0.32, nickname=0.08, prefix_column=True, drop_prefix=0.05, upper=0.06,
        lower=0.01, second_email=0.1, nonsense=0.012,
        missing={"birth": 0.25, "gender": 0.3, "phone": 0.3, "mobile": NEVER, "email": 0.38,
                 "street": 0.05, "given": 0.01},
    ),
    # The customer's own typing, on a phone more often than not.
    "webshop": Habits(
        typo=0.03, initials=0.02, nickname=0.32, prefix_column=False, drop_prefix=0.12, upper=0.01,
        lower=0.1, second_email=0.2, nonsense=0.006,
        missing={"birth": 0.7, "gender": NEVER, "phone": 0.3, "mobile": NEVER, "street": 0.03},
    ),
    # Account managers and the call centre; carefully kept, slowly out of date.
    "crm": Habits(
        typo=0.025, initials=0.15, nickname=0.06, prefix_column=True, drop_prefix=0.03, upper=0.01,
        lower=0.01, second_email=0.12, nonsense=0.008,
        missing={"birth": 0.2, "gender": 0.15, "phone": 0.4, "mobile": 0.35, "email": 0.3,
                 "street": 0.04},
    ),
    "nieuwsbrief": Habits(
        typo=0.03, initials=0.03, nickname=0.4, prefix_column=False, drop_prefix=0.25, upper=0.01,
        lower=0.16, second_email=0.18, nonsense=0.01,
        missing={"given": 0.1, "family": 0.28, "birth": NEVER, "gender": NEVER, "phone": NEVER,
                 "mobile": NEVER, "street": NEVER, "postcode": 0.5},
    ),
    # Heard over the phone: the most typing errors.
    "klantenservice": Habits(
        typo=0.09, initials=0.05, nickname=0.32, prefix_column=False, drop_prefix=0.15, upper=0.01,
        lower=0.06, second_email=0.22, nonsense=0.01,
        missing={"given": 0.08, "family": 0.02, "birth": NEVER, "gender": NEVER, "phone": 0.25,
                 "mobile": NEVER, "email": 0.25, "street": 0.55, "postcode": 0.35},
    ),
}  # fmt: skip
_SOUNDS = (
    ("ij", "y"), ("dt", "d"), ("ei", "ij"), ("ck", "k"), ("ks", "x"), ("ph", "f"), ("oo", "o"),
    ("aa", "a"), ("ss", "s"), ("th", "t"), ("z", "s"), ("v", "f"), ("c", "k"),
)  # fmt: skip


def typo(dice: Dice, text: str) -> str:
    """``text`` with one mistake behind its first letter: of the ear or of the fingers."""
    if len(text) < 3:
        return text
    if dice.chance(0.4):
        heard = [pair for pair in _SOUNDS if pair[0] in text[1:]]
        if heard:
            right, wrong = dice.pick(heard)
            return text[0] + text[1:].replace(right, wrong, 1)
    at = 1 + dice.below(len(text) - 1)
    letter = dice.pick("aeinorstlk")
    return dice.pick(
        (
            text[:at] + text[at + 1 :],
            text[:at] + letter + text[at:],
            text[:at] + letter + text[at + 1 :],
            text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :] if at > 1 else text + letter,
        )
    )


def written_down(dice: Dice, person: Person, source: str, moved_since: bool) -> dict[str, str]:
    """The person's values as ``source`` holds them; ``moved_since``: the record is of after a move.

    A field that the system lacks is absent.
    """
    habits = HABITS[source]
    values = _name(dice, person, habits)
    values |= _address(dice, _home(dice, person, moved_since), habits)
    values["birth"] = _birth(dice, person)
    values["gender"] = person.gender
    values |= _contact(dice, person, source, habits)
    _spoil(dice, values, habits)
    gone = {name for name, rate in habits.missing.items() if dice.chance(rate)}
    if "street" in gone:
        gone |= {"number", "addition", "city"}
        if "postcode" not in habits.missing:
            gone.add("postcode")
    return {name: values[name] for name in FIELDS if values.get(name) and name not in gone}


def _name(dice: Dice, person: Person, habits: Habits) -> dict[str, str]:
    prefix, family = person.prefix, person.family
    if person.partner_name and dice.chance(0.6):
        taken, own = person.partner_name, f"{prefix} {family}".strip()
        style = dice.roll()
        if style < 0.45:
            prefix, family = taken[0], f"{taken[1]}-{own}"
        elif style < 0.8:
            prefix, family = taken
        else:
            family = f"{family}-{' '.join(taken).strip()}"
    given = person.given
    if dice.chance(habits.initials):
        given = person.initials if dice.chance(0.7) else person.initials.replace(".", "")
    elif dice.chance(habits.nickname):
        given = person.nickname
    given = typo(dice, given) if dice.chance(habits.typo) else given
    family = typo(dice, family) if dice.chance(habits.typo) else family
    if dice.chance(habits.drop_prefix):
        prefix = ""
    if prefix and dice.chance(0.06):
        prefix = {"van der": "v.d.", "van den": "v.d.", "van de": "v/d", "van": "v."}.get(
            prefix, prefix
        )
    if prefix and not habits.prefix_column:
        family = f"{family}, {prefix}" if dice.chance(0.06) else f"{prefix} {family}"
        prefix = ""
    if dice.chance(0.007):
        given, family = family, given
    case = dice.roll()
    if case < habits.upper:
        given, prefix, family = given.upper(), prefix.upper(), family.upper()
    elif case < habits.upper + habits.lower:
        given, prefix, family = given.lower(), prefix.lower(), family.lower()
    return {"given": given, "prefix": prefix, "family": family}


def _home(dice: Dice, person: Person, moved_since: bool) -> Address:
    # One in ten movers tells nobody, even when the record was touched afterwards.
    if person.former_address and (not moved_since or dice.chance(0.1)):
        return person.former_address
    return person.address


def _address(dice: Dice, home: Address, habits: Habits) -> dict[str, str]:
    street = typo(dice, home.street) if dice.chance(habits.typo) else home.street
    postcode = home.postcode
    style = dice.roll()
    if style < 0.3:
        postcode = postcode.replace(" ", "")
    elif style < 0.36:
        postcode = postcode.replace(" ", "").lower()
    elif style < 0.375:
        postcode = postcode[:-2] + postcode[-1] + postcode[-2]
    number, addition = str(home.number), home.addition
    if addition and dice.chance(0.35):
        number, addition = f"{number}{dice.pick(('', '-', ' '))}{addition}", ""
    if dice.chance(0.02):
        street, number = f"{street} {number}", ""
    return {
        "street": street,
        "number": number,
        "addition": addition,
        "postcode": postcode,
        "city": home.city.upper() if dice.chance(0.12) else home.city,
    }


def _birth(dice: Dice, person: Person) -> str:
    day, month, year = person.birth.day, person.birth.month, person.birth.year
    mistake = dice.roll()
    if mistake < 0.01 and day <= 12:
        day, month = month, day
    elif mistake < 0.02:
        day, month = 1, 1
    elif mistake < 0.03:
        year += dice.pick((-10, -1, 1))
    elif mistake < 0.034:
        # A day that no calendar has: the form did not check.
        day, month = 31, 2
    elif mistake < 0.039:
        day, month, year = 1, 1, 1900
    return f"{day:02}-{month:02}-{year}"


def _contact(dice: Dice, person: Person, source: str, habits: Habits) -> dict[str, str]:
    email = person.email
    if person.second_email and dice.chance(habits.second_email * 2.5):
        email = person.second_email
    if dice.chance(0.03):
        local, domain = email.split("@")
        email = f"{local}+veldkruik@{domain}"
    if dice.chance(habits.typo * 0.4):
        local, domain = email.split("@")
        email = f"{typo(dice, local)}@{domain}"
    if dice.chance(0.02):
        email = email.upper()
    own = person.mobile
    if person.former_mobile and dice.chance(0.45):
        own = person.former_mobile
    home = person.landline or ""
    if source == "crm":
        return {
            "email": email,
            "phone": _phone(dice, home) if home else "",
            "mobile": _phone(dice, own),
        }
    use_home = bool(home) and dice.chance(0.35 if source == "kassa" else 0.12)
    return {"email": email, "phone": _phone(dice, home if use_home else own)}


def _phone(dice: Dice, number: str) -> str:
    code = 2 if number.startswith("06") else 3 if number[:3] in AREA_CODES else 4
    bare = number[1:]
    if dice.chance(0.012):
        bare = bare[:-1] + dice.digits(1)
    return dice.pick(
        (
            f"0{bare}",
            f"0{bare[: code - 1]}-{bare[code - 1 :]}",
            f"+31{bare}",
            f"+31 {bare[: code - 1]} {bare[code - 1 :]}",
            f"0031{bare}",
            f"0{bare[: code - 1]} {bare[code - 1 :]}",
        )
    )


def _spoil(dice: Dice, values: dict[str, str], habits: Habits) -> None:
    """Nonsense that keeps a form quiet, and a value in the wrong box."""
    if dice.chance(habits.nonsense):
        values["email"] = dice.pick(INVALID_EMAILS)
    if dice.chance(habits.nonsense):
        values["postcode"] = dice.pick(INVALID_POSTCODES)
    if dice.chance(habits.nonsense / 2):
        values[dice.pick(("street", "city", "given", "phone"))] = dice.pick(UNKNOWN)
    if dice.chance(habits.nonsense / 3):
        values["email"], values["phone"] = values["phone"], values["email"]
