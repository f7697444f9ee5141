"""A made-up Dutch shop of any size: the template project with N records of people who do not exist.

Entering: how many records, a seed. Leaving: what ``klantbeeld init`` writes, its files replaced:
loyalty cards (about half of the records), webshop accounts, and an order per second account. Two
records in five are a second or later one of somebody, with a typo, another address, or parts
missing, as in life; names recur as often as in life (Zipf). Words from Faker nl_NL; drawn with
numpy, so that a million records take seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from faker.providers.address.nl_NL import Provider as Addresses
from faker.providers.person.nl_NL import Provider as Names
from numpy.typing import NDArray
from pyarrow import csv

from klantbeeld.catalog.init import init_project

Texts = NDArray[np.str_]
Places = NDArray[np.int64]

PEOPLE_PER_RECORD = 0.6
_PREFIXES = np.array(["", "", "", "", "", "", "de", "van", "van der", "van den"])
_MAIL = np.array(["example.org", "example.net", "example.com"])
_NEWEST = np.datetime64("2025-11-01T12:00:00")


@dataclass(frozen=True, slots=True)
class Shop:
    """The people and their records; every array of a record's length is in record order."""

    person: Places
    """Record -> person."""
    record_id: Texts
    """The number in its source: K1 (a card), W2 (an account)."""
    attributes: dict[str, Texts]
    """Under the attribute names of the template; empty where missing."""
    updated_at: Texts

    def account(self, record: int) -> dict[str, str]:
        """A record as the webshop delivers it, under a number of its own where it was a card."""
        row = {name: str(values[record]) for name, values in self.attributes.items()}
        number = str(self.record_id[record])
        return {
            "account_no": number if number.startswith("W") else f"N{number}",
            **{delivered: row[name] for delivered, name in ACCOUNTS.items()},
            "changed": str(self.updated_at[record]),
        }


ACCOUNTS = {
    "first_name": "given_name",
    "prefix": "name_prefix",
    "last_name": "family_name",
    "email": "email",
    "mobile": "phone",
    "street": "street",
    "number": "house_number",
    "postcode": "postcode",
    "city": "city",
}
_CARDS = {
    "Voornaam": "given_name",
    "Tussenvoegsel": "name_prefix",
    "Achternaam": "family_name",
    "Geboortedatum": "birth_date",
    "E-mail": "email",
    "Telefoon": "phone",
    "Straat": "street",
    "Huisnummer": "house_number",
    "Postcode": "postcode",
    "Plaats": "city",
}


def make_shop(records: int, *, seed: int = 1) -> Shop:
    """Draws ``records`` records, the same for the same seed."""
    dice = np.random.default_rng(seed)
    people = max(1, round(records * PEOPLE_PER_RECORD))
    person = np.concatenate([np.arange(people), dice.integers(0, people, records - people)])
    known = _people(people, dice)
    attributes = {name: values[person] for name, values in known.items()}
    later = np.arange(records) >= people
    _move(attributes, later & (dice.random(records) < 0.15), dice)
    for name, missing in (("email", 0.2), ("phone", 0.35)):
        attributes[name] = np.where(dice.random(records) < missing, "", attributes[name])
    given = attributes["given_name"]
    initials = np.array([f"{name[0]}." for name in given.tolist()])
    attributes["given_name"] = np.where(later & (dice.random(records) < 0.15), initials, given)
    typo = np.flatnonzero(later & (dice.random(records) < 0.1))
    attributes["family_name"] = _with_typos(attributes["family_name"], typo, dice)
    order = dice.permutation(records)
    letter = np.where(dice.random(records) < 0.5, "K", "W")
    return Shop(
        person[order],
        np.char.add(letter, np.arange(1, records + 1).astype(str)),
        {name: values[order] for name, values in attributes.items()},
        (_NEWEST - dice.integers(0, 10**8, records).astype("timedelta64[s]")).astype(str),
    )


def write_shop(folder: Path, shop: Shop) -> None:
    """A new project folder that delivers this shop."""
    init_project(folder)
    card = np.char.startswith(shop.record_id, "K")
    account = ~card
    _write(
        folder / "data" / "till" / "cards.csv",
        {"Kaartnummer": shop.record_id[card]}
        | {delivered: shop.attributes[name][card] for delivered, name in _CARDS.items()}
        | {"Gewijzigd": shop.updated_at[card]},
    )
    _write(
        folder / "data" / "webshop" / "accounts.csv",
        {"account_no": shop.record_id[account]}
        | {delivered: shop.attributes[name][account] for delivered, name in ACCOUNTS.items()}
        | {"changed": shop.updated_at[account]},
    )
    buyers = shop.record_id[account][::2]
    _write(
        folder / "data" / "webshop" / "orders.csv",
        {
            "order_no": np.char.add("B-", np.arange(1, len(buyers) + 1).astype(str)),
            "account_no": buyers,
            "ordered_at": np.full(len(buyers), "2025-06-14T10:20:00+02:00"),
            "total": np.full(len(buyers), "27.35"),
            "status": np.full(len(buyers), "delivered"),
            "channel": np.full(len(buyers), "web"),
        },
    )


def _people(count: int, dice: np.random.Generator) -> dict[str, Texts]:
    given = _drawn(_plain(Names.first_names), count, dice)
    family = _drawn(_plain(Names.last_names), count, dice)
    number = np.arange(count).astype(str)
    letters = np.char.lower(np.char.add(np.char.add(given, "."), family))
    mail = np.char.add(np.char.add(letters, number), "@")
    born = np.datetime64("1940-01-01") + dice.integers(0, 365 * 67, count).astype("timedelta64[D]")
    return {
        "given_name": given,
        "name_prefix": _PREFIXES[dice.integers(0, len(_PREFIXES), count)],
        "family_name": family,
        "birth_date": born.astype(str),
        "email": np.char.add(mail, _MAIL[dice.integers(0, len(_MAIL), count)]),
        "phone": np.char.add("06", (10_000_000 + np.arange(count)).astype(str)),
    } | _addresses(count, dice)


def _addresses(count: int, dice: np.random.Generator) -> dict[str, Texts]:
    """Three homes for four people; all homes of one postcode lie in one street."""
    home = dice.integers(0, max(1, count * 3 // 4), count)
    street = home // 12
    names, suffixes = _plain(Names.last_names), _plain(Addresses.street_suffixes)
    cities = _plain(Addresses.cities)
    letters = np.array(list("ABCDEFGHJKLMNPRSTUVWXZ"))
    digits = (1011 + street % 8980).astype(str)
    first = letters[street // 8980 % len(letters)]
    second = letters[street * 7 % len(letters)]
    return {
        "street": np.char.add(names[street % len(names)], suffixes[street % len(suffixes)]),
        "house_number": (1 + home % 12 * 2).astype(str),
        "postcode": np.char.add(np.char.add(digits, first), second),
        "city": cities[street % 8980 % len(cities)],
    }


def _move(
    attributes: dict[str, Texts], moved: NDArray[np.bool_], dice: np.random.Generator
) -> None:
    elsewhere = _addresses(len(moved), dice)
    for name, values in elsewhere.items():
        attributes[name] = np.where(moved, values, attributes[name])


def _with_typos(values: Texts, rows: Places, dice: np.random.Generator) -> Texts:
    """Two neighbouring letters change places."""
    texts = values.tolist()
    for row, draw in zip(rows.tolist(), dice.random(len(rows)).tolist(), strict=True):
        text = texts[row]
        at = 1 + int(draw * max(1, len(text) - 2))
        texts[row] = text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
    return np.array(texts)


def _plain(words: Any) -> Texts:
    return np.array([word for word in words if word.isalpha() and word.isascii()])


def _drawn(words: Texts, count: int, dice: np.random.Generator) -> Texts:
    """Zipf's law with a shift: the commonest surname has about one in a hundred people."""
    weight = 1 / (np.arange(len(words)) + 20.0)
    return dice.permutation(words)[dice.choice(len(words), count, p=weight / weight.sum())]


def _write(path: Path, columns: dict[str, Texts]) -> None:
    csv.write_csv(pa.table({name: pa.array(values) for name, values in columns.items()}), path)
