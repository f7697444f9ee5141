"""One document leaves as HTML, PDF and Excel: the same content, worded by the language's habits."""

import io
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from klantbeeld.core.errors import InternalError
from klantbeeld.documents.excel import as_excel
from klantbeeld.documents.html import as_html, content_security_policy
from klantbeeld.documents.model import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    Language,
    Paragraph,
    Picture,
    Pictures,
    Table,
)
from klantbeeld.documents.pdf import as_pdf
from klantbeeld.documents.wording import Wording

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
NOON = datetime(2026, 3, 1, 11, 0, 0, 5, tzinfo=UTC)
TABLE = Table(
    "Ontvangers [1]",
    ("Naam", "Bedrag", "Dag"),
    (("=1+1", Decimal("1234.5"), date(2026, 3, 1)), ("@b\nc", None, NOON)),
)


def document(*blocks: Block, language: Language = "nl") -> Document:
    return Document("Register <b>", language, "De Veldkruik", NOON, blocks, "Artikel 30")


def test_values_are_worded_by_the_language() -> None:
    dutch, english = (Wording.of(document(language=own)) for own in ("nl", "en"))
    assert [dutch.text(value) for value in (1234.5, True, NOON, date(2026, 3, 1), None)] == [
        "1.234,5", "ja", "1 maart 2026 12:00", "1 maart 2026", "–",
    ]  # fmt: skip
    assert [english.text(value) for value in (1234.5, False, ("a", "b"))] == [
        "1,234.5", "no", "a\nb",
    ]  # fmt: skip


def test_html_escapes_values_and_asks_nothing_of_the_outside() -> None:
    text = as_html(
        document(
            Heading("Deel"),
            Paragraph("<script>alert(1)</script>\nmeer", "warning"),
            Bullets(("een",)),
            Facts((("Naam", "A & B"),)),
            TABLE,
            Picture(SVG, "een vlak", "Onder"),
        )
    )
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>meer" in text
    assert '<th scope="col" class="number">Bedrag</th>' in text
    assert 'alt="een vlak"' in text
    assert not re.search(r"(?:href|src)=\"(?!data:image/svg)", text)
    assert "default-src &#39;none&#39;" in text
    assert "sha256-" in content_security_policy()


def test_pdf_is_tagged_and_the_same_each_time() -> None:
    made = document(Heading("Deel"), Paragraph("#panic() $x$ *a*"), TABLE, Picture(SVG, "een vlak"))
    written = as_pdf(made)
    assert written.startswith(b"%PDF-")
    assert b"StructTreeRoot" in written
    assert b"pdfuaid" in written
    assert written == as_pdf(made)


def test_pdf_has_a_character_that_no_font_knows() -> None:
    assert as_pdf(document(Paragraph("\U0010fffd \ue000"))).startswith(b"%PDF-")


def test_picture_that_is_none_is_refused_in_words() -> None:
    with pytest.raises(InternalError, match="picture"):
        as_pdf(document(Picture("no drawing", "nothing")))


def test_excel_keeps_text_text_and_numbers_numbers() -> None:
    book = load_workbook(io.BytesIO(as_excel(document(Facts((("Aantal", 3),)), TABLE, TABLE))))
    assert book.sheetnames == ["Register <b>", "Ontvangers  1", "Ontvangers  1 2"]
    sheet = book.worksheets[1]
    assert [cell.value for cell in sheet[2]] == ["=1+1", 1234.5, datetime(2026, 3, 1)]  # noqa: DTZ001 - Excel knows no zones
    assert sheet["A2"].data_type == "s"
    assert sheet["A2"].quotePrefix
    assert sheet["C3"].value == datetime(2026, 3, 1, 12)  # noqa: DTZ001 - the same
    assert sheet.freeze_panes == "A2"


def test_table_that_does_not_fit_its_head_is_refused() -> None:
    with pytest.raises(ValueError, match="cells"):
        Table("x", ("a", "b"), (("only",),))
    with pytest.raises(ValueError, match="widths"):
        Table("x", ("a", "b"), (), widths=(1,))
    with pytest.raises(ValueError, match="zone"):
        Document("x", "nl", "y", datetime(2026, 1, 1), ())  # noqa: DTZ001 - what is refused


def test_small_pictures_stand_side_by_side_in_every_form() -> None:
    small = Picture(SVG, "een vlak", "Onder", "Titel")
    made = document(Heading("Deel"), Pictures((small, small, small)))
    assert as_html(made).count("<h3>Titel</h3>") == 3
    assert as_pdf(made).startswith(b"%PDF")
    sheet = load_workbook(io.BytesIO(as_excel(made))).worksheets[0]
    assert [cell.value for cell in sheet["A"]].count("een vlak") == 3


def test_a_column_of_figures_in_words_stands_to_the_right() -> None:
    table = Table("t", ("Naam", "Waarde"), (("a", "€ 2"),), figures=(1,))
    assert '<th scope="col" class="number">Waarde</th>' in as_html(document(table))
