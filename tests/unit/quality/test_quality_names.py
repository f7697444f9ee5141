"""Names: text in, standard form out, as tables."""

from __future__ import annotations

import pytest

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.quality import standardise_value
from klantbeeld.quality.prefixes import canonical_prefix, split_prefix


@pytest.mark.parametrize(
    ("text", "value", "fault"),
    [
        ("  Jan ", "Jan", None),
        ("JAN", "Jan", None),
        ("jan-pieter", "Jan-Pieter", None),
        ("JAN  PIETER", "Jan Pieter", None),
        ("IJSBRAND", "IJsbrand", None),
        ("DeShawn", "DeShawn", None),
        ("José", "José", None),
        ("Jose\u0301", "José", None),
        ("Daniël\x00", "Daniël", None),
        ("j.p.", "J.P.", None),
        ("J. P.", "J.P.", None),
        ("J P", "J.P.", None),
        ("JP", "J.P.", None),
        ("j", "J.", None),
        ("th.j.", "Th.J.", None),
        ("IJ.", "IJ.", None),
        ("Jo", "Jo", None),
        ("JO", "Jo", None),
        ("Jan P.", "Jan P.", None),
        ("dhr. Jan", "Jan", "name.title_m"),
        ("DHR JAN", "Jan", "name.title_m"),
        ("mevr. dr. J. de", "J. de", "name.title_f"),
        ("Drs. P", "P.", None),
        ("Drs.P.", "P.", None),
        ("Drs", None, "placeholder"),
        ("Drosje", "Drosje", None),
        ("Hrvoje", "Hrvoje", None),
        ("mevr.", None, "placeholder"),
        ("Jan2", "Jan2", "name.digits"),
        ("jan@x.nl", "Jan@x.nl", "name.digits"),
        ("DaniÃ«l", "DaniÃ«l", "text.encoding"),
        ("JÃ´rgen", "JÃ'rgen", "text.encoding"),
        ("JesÃºs", "JesÃºs", "text.encoding"),
        ("JOÃO", "João", None),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", "formula"),
        ("onbekend", None, "placeholder"),
        ("null", None, "placeholder"),
        ("Null", "Null", None),
        ("Nan", "Nan", None),
        ("王", "王", None),
        ("Мария", "Мария", None),
        ("x" * 201, None, "too_long"),
        ("   ", None, None),
        ("", None, None),
    ],
)
def test_given_name(text: str, value: str | None, fault: str | None) -> None:
    assert standardise_value(AttributeType.GIVEN_NAME, text) == (value, fault)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Jansen", "Jansen"),
        ("JANSEN", "Jansen"),
        ("van den berg", "van den Berg"),
        ("VAN DEN BERG", "van den Berg"),
        ("Van Den Berg", "van den Berg"),
        ("Berg, van den", "van den Berg"),
        ("Berg (van den)", "van den Berg"),
        ("van den Berg, van den", "van den Berg"),
        ("Berg van den", "van den Berg"),
        ("de heer Jansen", "Jansen"),
        ("de Heer", "de Heer"),
        ("dhr. de Vries", "de Vries"),
        ("Fam. de Vries", "de Vries"),
        ("Jansen MSc", "Jansen"),
        ("ijzerman", "IJzerman"),
        ("o'neil", "O'Neil"),
        ("O’Neil", "O'Neil"),
        ("d' Ancona", "d'Ancona"),
        ("jansen - de vries", "Jansen-de Vries"),
        ("Van", "Van"),
        ("De Jong - Van Dijk", "de Jong-van Dijk"),
        ("Jansen-van den Berg", "Jansen-van den Berg"),
        ("Prof", None),
        ("Mulder", "Mulder"),
        ("Ingelse", "Ingelse"),
        ("Prof. Mulder", "Mulder"),
    ],
)
def test_family_name(text: str, value: str | None) -> None:
    assert standardise_value(AttributeType.FAMILY_NAME, text).value == value


@pytest.mark.parametrize(
    ("name", "prefix", "bare"),
    [
        ("van Dijk", "van", "Dijk"),
        ("van de Ven", "van de", "Ven"),
        ("v.d. Berg", "v.d.", "Berg"),
        ("v.d.Berg", "v.d.", "Berg"),
        ("V.D. BERG", "v.d.", "BERG"),
        ("vd Berg", "v.d.", "Berg"),
        ("v/d Berg", "v.d.", "Berg"),
        ("v. d. Berg", "v.d.", "Berg"),
        ("v. Dijk", "van", "Dijk"),
        ("v.Dijk", "van", "Dijk"),
        ("'t Hart", "'t", "Hart"),
        ("'tHart", "'t", "Hart"),
        ("van 't Hof", "van 't", "Hof"),
        ("van t Hof", "van 't", "Hof"),
        ("op 't Veld", "op 't", "Veld"),
        ("in 't Veld", "in 't", "Veld"),
        ("op den Berg", "op den", "Berg"),
        ("von Hagen", "von", "Hagen"),
        ("El Amrani", "el", "Amrani"),
        ("al Hassan", "al", "Hassan"),
        ("ten Brink", "ten", "Brink"),
        ("ter Horst", "ter", "Horst"),
        ("te Velde", "te", "Velde"),
        ("da Silva", "da", "Silva"),
        ("dos Santos", "dos", "Santos"),
        ("de la Cruz", "de la", "Cruz"),
        ("del Piero", "del", "Piero"),
        ("vanden Broucke", "van den", "Broucke"),
        ("VanDenBerg", "van den", "Berg"),
        ("VanDijk", "van", "Dijk"),
        ("DeVries", "de", "Vries"),
        ("Vandenberg", None, "Vandenberg"),
        ("Vandijk", None, "Vandijk"),
        ("Dekker", None, "Dekker"),
        ("Demir", None, "Demir"),
        ("DeVos-Smit", "de", "Vos-Smit"),
        ("Van", None, "Van"),
        ("De La", None, "De La"),
        ("Berg, Jan", None, "Berg, Jan"),
        ("Alders", None, "Alders"),
    ],
)
def test_prefix_is_found_and_taken_off(name: str, prefix: str | None, bare: str) -> None:
    assert split_prefix(name) == (prefix, bare)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("VAN DER", "van der"),
        ("v.d.", "v.d."),
        ("V.D", "v.d."),
        ("vd", "v.d."),
        ("van der ", "van der"),
        ("v d", "v.d."),
        ("van ’t", "van 't"),
        ("t", "'t"),
        ("banaan", None),
    ],
)
def test_canonical_prefix(text: str, value: str | None) -> None:
    assert canonical_prefix(text.strip().replace("’", "'")) == value


def test_unknown_prefix_is_kept_and_marked() -> None:
    assert standardise_value(AttributeType.NAME_PREFIX, "Zzz") == ("zzz", "prefix.unknown")
