"""Dutch names: given names with the forms people go by, and family names with their tussenvoegsel.

Enters: nothing but the class lists of Faker nl_NL. Leaves: lists to draw from.
"""

from __future__ import annotations

from klantbeeld.core.errors import InputError
from klantbeeld.demo.dice import Dice

try:
    from faker.providers.person.nl_NL import Provider
except ModuleNotFoundError as missing:
    raise InputError.single(
        "the names of the demo company's people are not installed",
        "package faker",
        "Install them: pip install 'klantbeeld[demo]'.",
    ) from missing

CALLED_MEN = {
    "Johannes": ("Jan", "Hans", "Johan"), "Hendrik": ("Henk", "Rik"), "Cornelis": ("Kees", "Cor"),
    "Wilhelmus": ("Wim", "Willem"), "Petrus": ("Piet", "Peter"), "Antonius": ("Ton", "Toon"),
    "Gerardus": ("Gerard", "Ger"), "Adrianus": ("Ad", "Arie"), "Jacobus": ("Jaap", "Koos"),
    "Nicolaas": ("Nico", "Klaas"), "Martinus": ("Martin",), "Franciscus": ("Frans", "Frank"),
    "Alexander": ("Alex", "Sander", "Lex"), "Robert": ("Rob",), "Thomas": ("Tom",),
    "Theodorus": ("Theo",), "Matthijs": ("Thijs",), "Christiaan": ("Chris",),
    "Frederik": ("Fred", "Freek"), "Bartholomeus": ("Bart",), "Leonardus": ("Leo", "Leon"),
    "Mohammed": ("Mo",), "Abdullah": ("Abdul",), "Everardus": ("Evert",), "Lambertus": ("Bert",),
    "Marcellinus": ("Marcel",), "Rudolf": ("Ruud",), "Eduard": ("Ed", "Edwin"),
}  # fmt: skip
CALLED_WOMEN = {
    "Elisabeth": ("Els", "Liesbeth", "Bep"), "Catharina": ("Karin", "Toos", "Trees"),
    "Maria": ("Ria", "Mieke", "Marijke"), "Johanna": ("Anja", "Hanneke", "Jo"),
    "Wilhelmina": ("Willy", "Mien"), "Cornelia": ("Corrie", "Cora"), "Hendrika": ("Riek", "Hennie"),
    "Margaretha": ("Greet", "Margriet"), "Anna": ("Anneke", "Ans"), "Petronella": ("Nel", "Ellen"),
    "Adriana": ("Jeanne", "Sjaan"), "Jacoba": ("Coby",), "Theodora": ("Thea", "Dora"),
    "Charlotte": ("Lotte",), "Josephine": ("Fien",), "Veronica": ("Vera",),
    "Alexandra": ("Sandra",), "Geertruida": ("Truus", "Gerda"), "Helena": ("Leni", "Heleen"),
    "Monique": ("Mo",), "Yvonne": ("Yvon",), "Fatima": ("Fati",), "Antonia": ("Toos", "Tonny"),
}  # fmt: skip
CALLED = CALLED_MEN | CALLED_WOMEN

YOUNG_MEN = tuple(dict.fromkeys(Provider.first_names_male))
YOUNG_WOMEN = tuple(dict.fromkeys(Provider.first_names_female))

_COMMON = (
    "de Jong|Jansen|de Vries|van den Berg|van Dijk|Bakker|Janssen|Visser|Smit|Meijer|de Boer|"
    "Mulder|de Groot|Bos|Vos|Peters|Hendriks|van Leeuwen|Dekker|Brouwer|de Wit|Dijkstra|Smits|"
    "de Graaf|van der Meer|van der Linden|Kok|Jacobs|de Haan|Vermeulen|van den Heuvel|"
    "van der Veen|van den Broek|de Bruijn|Schouten|van der Heijden|van Beek|Willems|van Vliet|"
    "van de Ven|Hoekstra|Maas|Verhoeven|Koster|van Dam|van der Wal|Prins|Blom|Huisman|Peeters|"
    "Yilmaz|Kaya|el Amrani|Ahmed|Nguyen|Demir|Postma|Kuipers|Veenstra|Kramer|van Wijk|"
    "van den Brink|Post|Kuiper|Scholten|van Veen|Sanders|Timmermans|Groen|Gerritsen|Martens|"
    "van der Ploeg|Boersma|ter Horst|ten Brinke|van 't Hof|in 't Veld|op de Weegh|te Velde|"
    "van de Water|Zijlstra|Wouters|Bosman|Driessen|van Loon|de Ruiter|Terpstra|van der Laan"
)
PREFIXES = (
    "van de", "van der", "van den", "van 't", "in 't", "op de", "van", "de", "den", "ter", "ten",
    "te", "el",
)  # fmt: skip


def split_prefix(name: str) -> tuple[str, str]:
    """ "van der Laan" as ("van der", "Laan"); no tussenvoegsel is an empty string."""
    for prefix in PREFIXES:
        if name.startswith(prefix + " "):
            return prefix, name[len(prefix) + 1 :]
    return "", name


COMMON = tuple(split_prefix(name) for name in _COMMON.split("|"))
RARE = tuple(
    ("", name)
    for name in dict.fromkeys(Provider.last_names)
    if name.isalpha() and 3 < len(name) <= 13 and (("", name) not in COMMON)
)
_FIRST = "Berg Veld Dijk Brand Hof Molen Water Zand Steen Heide Wolf Roos Haver Groen Wester Ooster"
_LAST = "man stra huis kamp hoven horst beek meijer mans dorp steeg laar inga waard"
COMPOSED = tuple(("", a + b) for a in _FIRST.split() for b in _LAST.split())


def family_name(dice: Dice) -> tuple[str, str]:
    """(tussenvoegsel, family name); common names are common, as in life."""
    kind = dice.roll()
    if kind < 0.45:
        # Squared: the first of the list is the most common.
        return COMMON[int(dice.roll() ** 2 * len(COMMON))]
    name = dice.pick(RARE if kind < 0.72 else COMPOSED)
    if dice.chance(0.12):
        return dice.weighted((("van", 0.5), ("de", 0.2), ("van der", 0.3))), name[1]
    return name


def given_name(dice: Dice, gender: str, birth_year: int) -> str:
    """The formal given name; baptismal forms for the older, short modern names for the young."""
    if dice.chance(0.75 if birth_year < 1970 else 0.3 if birth_year < 1990 else 0.06):
        return dice.pick(tuple(CALLED_MEN if gender == "m" else CALLED_WOMEN))
    return dice.pick(YOUNG_MEN if gender == "m" else YOUNG_WOMEN)


def called(dice: Dice, given: str) -> str:
    """What people call somebody of that name; the name itself when there is no short form."""
    return dice.pick(CALLED.get(given, (given,)))
