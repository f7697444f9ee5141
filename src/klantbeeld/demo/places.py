"""Addresses: real postcode regions and their towns, made-up streets and house numbers.

Leaves addresses whose four digits, town and area code belong together; letters and street follow
from each other (one postcode is one street, as in life), but not from the real register.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from klantbeeld.demo.dice import Dice

# town/first region/last region/area code
_TOWNS = (
    "Amsterdam/1011/1109/020 Hilversum/1211/1223/035 Almere/1311/1359/036 "
    "Purmerend/1441/1448/0299 Zaandam/1501/1509/075 Hoorn/1621/1628/0229 "
    "Alkmaar/1811/1827/072 Haarlem/2011/2037/023 Leiden/2311/2334/071 "
    "Den_Haag/2511/2597/070 Delft/2611/2629/015 Zoetermeer/2711/2729/079 "
    "Gouda/2801/2809/0182 Rotterdam/3011/3089/010 Dordrecht/3311/3329/078 "
    "Nieuwegein/3431/3439/030 Utrecht/3511/3585/030 Zeist/3701/3709/030 "
    "Amersfoort/3811/3829/033 Veenendaal/3901/3907/0318 Tiel/4001/4007/0344 "
    "Middelburg/4331/4337/0118 Roosendaal/4701/4709/0165 Breda/4811/4839/076 "
    "Tilburg/5011/5049/013 's-Hertogenbosch/5211/5237/073 Eindhoven/5611/5658/040 "
    "Helmond/5701/5709/0492 Venlo/5911/5928/077 Maastricht/6211/6229/043 "
    "Nijmegen/6511/6546/024 Ede/6711/6718/0318 Arnhem/6811/6846/026 "
    "Apeldoorn/7311/7339/055 Deventer/7411/7429/0570 Enschede/7511/7548/053 "
    "Hengelo/7551/7559/074 Emmen/7811/7828/0591 Zwolle/8011/8043/038 "
    "Lelystad/8211/8245/0320 Heerenveen/8441/8449/0513 Leeuwarden/8911/8941/058 "
    "Assen/9401/9408/0592 Groningen/9711/9747/050"
)
TOWNS = tuple(
    (name.replace("_", " "), int(first), int(last), area)
    for name, first, last, area in (row.split("/") for row in _TOWNS.split())
)
AREA_CODES = frozenset(area for *_, area in TOWNS)
_STEMS = (
    "Kastanje Linden Eiken Berken Rozen Tulpen Meidoorn Vlier Essen Olmen Merel Nachtegaal Zwaluw "
    "Ooievaar Duin Heide Weide Kruid Saffraan Tijm Basilicum Kervel Lavas Venkel Anijs Dille "
    "Korenbloem Klaproos Madelief Distel Wilgen Populieren Kersen Peren Kweepeer Mispel Otter "
    "Bever Dassen Vossen Reiger Grutto Kievit Wulp Molen Kruik Mand Korf Oogst Ploeg"
)
STEMS = _STEMS.split()
_ENDS = ("straat", "laan", "weg", "plein", "hof", "kade", "singel", "dreef", "pad", "steeg")
LETTERS = "ABCDEFGHJKLMNPRSTVWXZ"
# The pairs that the Dutch post never gave out.
_NEVER = ("SA", "SD", "SS")


@dataclass(frozen=True, slots=True)
class Address:
    """One address; ``area_code`` is that of a landline there."""

    street: str
    number: int
    addition: str
    postcode: str
    city: str
    area_code: str


def address(dice: Dice) -> Address:
    """A made-up address in a real postcode region."""
    city, first, last, area = dice.pick(TOWNS)
    letters = dice.pick(LETTERS) + dice.pick(LETTERS[:12])
    if letters in _NEVER:
        letters = "RX"
    postcode = f"{dice.between(first, last)} {letters}"
    draw = zlib.crc32(postcode.encode())
    street = STEMS[draw % len(STEMS)] + _ENDS[draw // 97 % len(_ENDS)]
    addition = dice.weighted((("", 0.86), ("a", 0.05), ("B", 0.03), ("2", 0.03), ("hs", 0.03)))
    number = 1 + int(dice.roll() ** 1.6 * 180)
    return Address(street, number, addition, postcode, city, area)


def mobile(dice: Dice) -> str:
    """A number nobody answers: 06-6 belonged to the pager networks, which are closed."""
    return f"066{dice.digits(7)}"


def landline(dice: Dice, area_code: str) -> str:
    """A number nobody has: no subscriber number begins with a 1, as 112 does."""
    return f"{area_code}1{dice.digits(9 - len(area_code))}"
