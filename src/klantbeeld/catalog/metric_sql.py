"""Whether the query of a metric may run: one reading query over the tables that hold no person.

Entering: the text of a query. Leaving: what is wrong with it. The gate cannot be passed by a
figure: a query that named ``person`` or called a function of the server would read people without
purpose or log, so anything that is not known to be harmless is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache

from sqlglot import exp, parse, parse_one
from sqlglot.errors import ParseError, SqlglotError
from sqlglot.optimizer.scope import traverse_scope

BY_PEOPLE = "metric_part_month"
"""The table of figures by region and segment: what people are told apart by."""

TABLES = frozenset({
    "metric_day", "metric_line_day", "metric_measure_day", "metric_cohort", "metric_flow",
    "metric_type", "metric_setting", "metric_word", "metric_figure", "metric_figure_whole",
    "metric_census", "metric_answer_day", "metric_item", "metric_observed_day",
    "metric_offer_month", "metric_clv_month", "metric_part_month", "metric_ship_day",
    "metric_category_first", "metric_category_begun",
})  # fmt: skip
"""What a metric may read: sums over people, never one of them."""

COLUMNS = ("period", "dimension", "part", "numerator", "denominator", "n")
"""What it answers, in this order."""

BOUNDS = ("low", "high")
"""What it may answer after that: between which the value lies."""

PEOPLE_TABLES = TABLES | {"metric_buyer_month", "metric_customer", "metric_buyer_part",
                          "metric_buyer_category", "metric_category_order"}  # fmt: skip
"""What may be read besides to find who stands behind a figure: numbers of people, no data of them.
Such a query runs behind the gate only."""

PEOPLE_COLUMNS = ("person_id", "weight")
"""What that answers."""

PEOPLE_ASKED = frozenset({"period", "dimension", "part"})
"""What is filled in where it says ``%(period)s``, ``%(dimension)s`` and ``%(part)s``."""

FIGURE_ASKED = frozenset({"weights"})
WEIGHTS = "%(weights)s"
"""What is filled in where the query of a figure says ``%(weights)s``."""

_FUNCTIONS = frozenset({"make_interval", "make_date", "grouping"})
"""Functions of PostgreSQL that the parser does not know by a class of their own."""


_OF_THE_MOMENT = (exp.CurrentTimestamp, exp.CurrentTime, exp.Localtimestamp, exp.Localtime,
                  exp.Rand, exp.Uuid)  # fmt: skip

_ONE_QUERY = ("the query is not one `select`", "Write one query that reads and changes nothing.")

Wrong = tuple[str, str]
"""What is wrong, and how to mend it."""


def query_fault(sql: str) -> Wrong | None:
    """What is wrong with the query of a figure first; None where it may run."""
    found = _first_fault(sql, TABLES, COLUMNS, FIGURE_ASKED)
    if (
        found is None
        and asks_for_weights(sql)
        and "%" in sql.replace("%%", "").replace(WEIGHTS, "")
    ):
        return (
            "the query has a single percent sign",
            f"Beside {WEIGHTS} write each one twice: `%%`.",
        )
    return found


def asks_for_weights(sql: str) -> bool:
    """Whether the query of a figure has a place where the weights of its components go."""
    return WEIGHTS in sql


def people_fault(sql: str) -> Wrong | None:
    """What is wrong with the query for the people behind a figure; None where it may run."""
    return _first_fault(sql, PEOPLE_TABLES, PEOPLE_COLUMNS, PEOPLE_ASKED)


@cache
def tables_read(sql: str) -> frozenset[str]:
    """The tables that a query without a fault reads."""
    return frozenset(table.name for table in parse_one(sql, dialect="postgres").find_all(exp.Table))


@cache
def tells_the_moment(sql: str) -> bool:
    """Whether a query without a fault may answer something else at any moment, or by chance."""
    parsed = parse_one(sql, dialect="postgres")
    return parsed.find(*_OF_THE_MOMENT) is not None or any(
        str(each.this).strip().lower() == "now" for each in parsed.find_all(exp.Literal)
    )


def _first_fault(
    sql: str, tables: Collection[str], columns: tuple[str, ...], asked: Collection[str]
) -> Wrong | None:
    try:
        parsed = parse(sql, dialect="postgres")
    except ParseError as error:
        line = error.errors[0].get("line") if error.errors else None
        return f"the query is not SQL (line {line or 1} of it)", "Try it in psql first."
    except SqlglotError:
        return "the query is not SQL", "Try it in psql first."
    if len(parsed) != 1 or not isinstance(parsed[0], exp.Query):
        return _ONE_QUERY
    return next(_faults(parsed[0], tables, columns, asked), None)


def _faults(
    query: exp.Query, tables: Collection[str], columns: tuple[str, ...], asked: Collection[str]
) -> Iterator[Wrong]:
    if query.find(exp.DML, exp.DDL, exp.Command, exp.Into, exp.Lock) not in (None, query):
        yield _ONE_QUERY
    # Scope by scope: a name may stand for a part of the query here and for a table there.
    for scope in traverse_scope(query):
        for source in scope.sources.values():
            if isinstance(source, exp.Table) and (source.db or source.name not in tables):
                mend = f"Read only: {', '.join(sorted(tables))}."
                yield f"the query reads `{source.sql(dialect='postgres')}`", mend
    for function in query.find_all(exp.Anonymous):
        if function.name.lower() not in _FUNCTIONS:
            yield f"the query calls `{function.name}`", "Use PostgreSQL's plain arithmetic."
    for place in query.find_all(exp.Placeholder):
        if place.name not in asked:
            known = ", ".join(f"%({name})s" for name in sorted(asked)) or "nothing"
            yield f"the query asks for `{place.name}`", f"It can ask for: {known}."
    bounded = (*columns, *BOUNDS) if columns is COLUMNS else columns
    if tuple(query.named_selects) not in {columns, bounded}:
        more = "" if bounded is columns else f"; after them, where known: {', '.join(BOUNDS)}"
        yield "the query has other columns", f"Select, in this order: {', '.join(columns)}{more}."
