"""The comparing form: what must be equal, and what must not."""

from __future__ import annotations

import pyarrow as pa
import pytest

from klantbeeld.catalog.attribute_types import AttributeType as T
from klantbeeld.quality import comparable, comparable_array, standardise_value


@pytest.mark.parametrize(
    ("kind", "text", "form"),
    [
        (T.GIVEN_NAME, "Søren", "soren"),
        (T.GIVEN_NAME, "Łukasz", "lukasz"),
        (T.GIVEN_NAME, "J.P.", "j p"),
        (T.GIVEN_NAME, "Anne-Marie", "anne-marie"),
        (T.FAMILY_NAME, "Groß", "gross"),
        (T.FAMILY_NAME, "Öztürk", "ozturk"),
        (T.FAMILY_NAME, "van den Berg", "berg"),
        (T.FAMILY_NAME, "Berg", "berg"),
        (T.FAMILY_NAME, "Jansen-van den Berg", "jansen-berg"),
        (T.FAMILY_NAME, "d'Ancona", "dancona"),
        (T.FAMILY_NAME, "ĳzerman", "ijzerman"),
        (T.FAMILY_NAME, "Παπαδόπουλος", "παπαδοπουλος"),
        (T.NAME_PREFIX, "van der", "v d"),
        (T.NAME_PREFIX, "v.d.", "v d"),
        (T.NAME_PREFIX, "'t", "t"),
        (T.ORGANISATION_NAME, "Bakker & Zonen B.V.", "bakker zonen"),
        (T.ORGANISATION_NAME, "Stichting Bakker en Zonen", "bakker zonen"),
        (T.ORGANISATION_NAME, "Coöperatieve Vereniging De Teler U.A.", "de teler"),
        (T.ORGANISATION_NAME, "Müller GmbH & Co. KG", "muller"),
        (T.ORGANISATION_NAME, "Škoda s.r.o.", "skoda"),
        (T.STREET, "Burg. de Vrieslaan", "burgemeester de vrieslaan"),
        (T.STREET, "2e Kerkstraat", "2e kerkstraat"),
        (T.STREET, "Hauptstraße", "hauptstraat"),
        (T.CITY, "'s-Gravenhage", "den haag"),
        (T.CITY, "Den Haag", "den haag"),
        (T.EMAIL, "Jan@x.nl", "jan@x.nl"),
    ],
)
def test_comparable(kind: T, text: str, form: str) -> None:
    value = standardise_value(kind, text).value
    assert value is not None
    assert comparable(kind, value) == form


def test_comparable_array_is_comparable_of_each() -> None:
    column = pa.chunked_array([["Søren", None], ["Jan"]], pa.string())
    assert comparable_array(T.GIVEN_NAME, column).to_pylist() == ["soren", None, "jan"]
    assert comparable_array(T.GIVEN_NAME, pa.array([], pa.string())).to_pylist() == []
