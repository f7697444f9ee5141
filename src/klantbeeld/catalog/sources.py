"""``sources/NAME.yaml``: a system that holds customers, and what it delivers.

Entering: parsed YAML. Leaving: a source with its deliveries, each of which names every column that
is stored: a column that is not named is not.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from klantbeeld.catalog.consents import ConsentReading, ObjectionReading, SoftOptIn
from klantbeeld.catalog.definition import Definition, FileFormat, Identifier, Words
from klantbeeld.catalog.figures import FigureDelivery


class RecordDelivery(Definition):
    """Files (or live intake) that hold source records of people."""

    kind: Literal["records"]
    """Rows that each describe a person."""
    files: str | None = None
    """A path or pattern relative to the project folder; absent: live intake only."""
    reading: FileFormat = FileFormat()
    """How the file is written, where detecting it is not enough."""
    only: dict[str, str] = Field(default_factory=dict)
    """Column -> text: rows with another text there are left out, as where one file holds several
    sources."""
    key: str
    """The column with the source's own number for the record."""
    updated_at: str | None = None
    """The column that says when the source changed the record."""
    full: StrictBool = False
    """Whether each delivery is complete, so that a missing row is gone."""
    columns: dict[str, Identifier]
    """Column as delivered -> attribute; a column that is not named here is not stored."""


class LineColumns(Definition):
    """Which fields of an order line hold what."""

    column: str
    """The column with the nested lines (JSON array of objects)."""
    product: str
    """The field with the product's number."""
    quantity: str
    """The field with how many."""
    amount: str
    """The field with what is paid for the line."""
    discount: str | None = None
    """The field with what was taken off."""


class TouchpointDelivery(Definition):
    """Files (or live intake) that hold touchpoints."""

    kind: Literal["touchpoints"]
    """Rows that each tell of one contact or transaction."""
    type: Identifier
    """A touchpoint type of ``catalog/touchpoints.yaml``."""
    files: str | None = None
    """A path or pattern relative to the project folder; absent: live intake only."""
    reading: FileFormat = FileFormat()
    """How the file is written, where detecting it is not enough."""
    key: str
    """The column with the source's own number for the touchpoint."""
    record: str
    """The column with the source record that it hangs on."""
    occurred_at: str
    """The column that says when it happened."""
    amount: str | None = None
    """The column with the amount of money."""
    currency: str | None = None
    """A column; absent: the organisation's currency."""
    status: str | None = None
    """The column with how the matter stands."""
    due_at: str | None = None
    """The column that says when it should be done or paid."""
    columns: dict[str, Identifier] = Field(default_factory=dict)
    """Column as delivered -> detail field of the type; others are not stored."""
    lines: LineColumns | None = None
    """Where a column of an order holds its lines."""
    consent: ConsentReading | None = None
    """How these touchpoints are read as statements of consent; absent: they are only shown."""
    objection: ObjectionReading | None = None
    """How they are read as objections and restrictions; absent: they are only shown."""


class LineDelivery(Definition):
    """Files that hold the lines of orders apart from the orders."""

    kind: Literal["order_lines"]
    """Rows that each are one line of an order of this source."""
    files: str
    """A path or pattern relative to the project folder."""
    reading: FileFormat = FileFormat()
    """How the file is written, where detecting it is not enough."""
    order: str
    """The column with the key of the order."""
    line_no: str | None = None
    """The column with the number of the line; absent: its place within the order."""
    product: str
    """The column with the product's number."""
    quantity: str
    """The column with how many."""
    amount: str
    """The column with what is paid for the line."""
    discount: str | None = None
    """The column with what was taken off."""


class ProductDelivery(Definition):
    """Files that hold the products behind order lines."""

    kind: Literal["products"]
    """Rows that each describe a product."""
    files: str
    """A path or pattern relative to the project folder."""
    reading: FileFormat = FileFormat()
    """How the file is written, where detecting it is not enough."""
    key: str
    """The column with the product's number."""
    name: str
    """The column with its name."""
    category: str | None = None
    """The column with its category."""
    columns: dict[str, Identifier] = Field(default_factory=dict)
    """Column as delivered -> detail of the product."""


Delivery = Annotated[
    RecordDelivery | TouchpointDelivery | LineDelivery | ProductDelivery | FigureDelivery,
    Field(discriminator="kind"),
]


class Source(Definition):
    """A system that holds customers."""

    name: Words
    """Its name for people."""
    trust: int = Field(ge=0, le=100)
    """Which source wins under ``most_trusted``: higher is more trusted."""
    time_zone: str | None = None
    """Of its times without one, as of a shop abroad; absent: the organisation's."""
    made_up: Words | None = None
    """Set where the data is not real: what is made up, shown on every page that uses it."""
    soft_opt_in: SoftOptIn | None = None
    """What customers were told where this source collects their address; absent: nothing."""
    own_numbers: tuple[str, ...] = ()
    """Forms of its own numbers of nine digits, such as ``88#######``: in a text they are not taken
    for a citizen service number (BSN)."""
    deliveries: dict[Identifier, Delivery]
    """What the source delivers, each under a name of its own."""
