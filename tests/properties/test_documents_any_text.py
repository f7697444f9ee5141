"""Any text goes through every writer: as itself, never as markup, never as a formula."""

import io
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from klantbeeld.documents.excel import as_excel
from klantbeeld.documents.html import as_html
from klantbeeld.documents.model import Bullets, Document, Facts, Heading, Paragraph, Table
from klantbeeld.documents.pdf import as_pdf
from klantbeeld.documents.wording import clean

ANY = st.text(st.characters(), max_size=60) | st.sampled_from(
    ["#panic()", "$", "\\", "]]><!--", "=cmd|'/c calc'!A0", "@SUM(1)", "\0\ud800", "#{", "a\r\nb",
     "_x000D_"]
)  # fmt: skip


@settings(max_examples=60)
@given(ANY, ANY)
def test_any_text_goes_through(one: str, other: str) -> None:
    document = Document(
        one, "nl", other, datetime(2026, 1, 1, tzinfo=UTC),
        (Heading(one), Paragraph(other), Bullets((one,)), Facts(((other, one),)),
         Table(one, (other, "b"), ((one, other),))),
    )  # fmt: skip
    assert as_pdf(document).startswith(b"%PDF-")
    assert "<script" not in as_html(document)
    sheet = load_workbook(io.BytesIO(as_excel(document))).worksheets[1]
    assert (sheet["A2"].value or "", sheet["A2"].data_type in "sn") == (clean(one), True)
