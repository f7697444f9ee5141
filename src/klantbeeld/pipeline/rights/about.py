"""Everything in the store that is about some records: table by table, as the holdings declare it.

Entering: record numbers, in the caller's transaction. Leaving: the rows of every table that hang on
them, whole. The access copy (Article 15) shows them, the preview of an erasure (Article 17) counts
them, and after it there are none. A table that is new is found by how the declaration says that it
hangs on a person; a way of hanging that is unknown here raises.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from psycopg import sql

from klantbeeld.catalog.attribute_types import AttributeType
from klantbeeld.catalog.definition import Words
from klantbeeld.catalog.model import Catalogue
from klantbeeld.catalog.sources import LineDelivery, RecordDelivery, TouchpointDelivery
from klantbeeld.pipeline.landing.legal_duty import order_types
from klantbeeld.profile.terms import name_term
from klantbeeld.store.database import Transaction
from klantbeeld.store.holdings import Holding, holdings
from klantbeeld.store.sql import load_sql

SQL = load_sql("klantbeeld.pipeline.rights", "about.sql")

Row = dict[str, Any]

_TELLING = frozenset(
    {AttributeType.EMAIL, AttributeType.PHONE, AttributeType.IBAN, AttributeType.IDENTIFIER}
)
"""Types whose value points at one person: a row that holds it is about that person."""

NUMBERS_ONLY = frozenset(
    {"blocking_page", "blocking_key", "organisation_key", "suppressed_contact"}
)
"""Hashes of what stands elsewhere, by which similar records are found or a list of addresses is
compared; nothing can be read from them."""


@dataclass(frozen=True, slots=True, repr=False)
class About:
    """By what the rows of these records are found."""

    parameters: Mapping[str, Any]
    record_nos: tuple[int, ...]


def about(transaction: Transaction, catalogue: Catalogue, record_nos: Sequence[int]) -> About:
    """What finds everything about these records, as far as they exist."""
    numbers = sorted(set(record_nos))
    rows = transaction.execute(SQL["keys"], {"records": numbers}).fetchall()
    keys = {
        "records": numbers,
        "sources": [row["source"] for row in rows],
        "keys": [row["source_record_id"] for row in rows],
        "types": order_types(catalogue),
    }
    orders = transaction.execute(SQL["orders"], keys).fetchall()
    requests = transaction.execute(SQL["requests"], {"records": numbers}).fetchall()
    named = [(row["source"], row["source_record_id"]) for row in rows]
    ordered = [(row["source"], row["touchpoint_key"]) for row in orders]
    return About(
        {
            **keys,
            **_in_letters(catalogue, named, ordered),
            "order_sources": [source for source, _ in ordered],
            "order_keys": [key for _, key in ordered],
            "requests": [row["request_no"] for row in requests],
            "contacts": _contacts(catalogue, rows),
            "words": sorted(_words(catalogue, rows)),
            "packed": [number.tobytes() for number in np.array(numbers, "<i8")],
        },
        tuple(row["record_no"] for row in rows),
    )


def tables() -> tuple[str, ...]:
    """The tables that hold anything of a customer, in the order of the data's way."""
    return tuple(
        name for name, holding in holdings().items() if _hooks(holding) and name not in NUMBERS_ONLY
    )


def rows_about(transaction: Transaction, which: About, table: str) -> list[Row]:
    """The rows of one table that are about the records; packed ones as they would stand alone."""
    match table:
        case "dead_letter":
            statement: Any = SQL["letters"]
        case "access_log":
            statement = SQL["log"]
        case "organisation_profile":
            statement = SQL["profiles"]
        case "search_word":
            statement = SQL["words"]
        case "search_page":
            return _packed_terms(transaction, which)
        case _:
            statement = _statement(table, holdings()[table])
    return transaction.execute(statement, which.parameters).fetchall()


def counts_about(transaction: Transaction, which: About) -> dict[str, int]:
    """Table -> how many rows are about the records; only tables that hold any."""
    counted = {table: len(rows_about(transaction, which, table)) for table in tables()}
    return {table: rows for table, rows in counted.items() if rows}


def _hooks(holding: Holding) -> dict[str, tuple[str, ...]]:
    return {
        hook: columns
        for hook, columns in holding.hangs_on.items()
        if hook not in ("account", "partner", "breach")
    }


def _statement(table: str, holding: Holding) -> sql.Composed:
    """Table and columns come from the declaration in the program, values are parameters."""
    conditions = [_condition(hook, columns) for hook, columns in _hooks(holding).items()]
    return sql.SQL("select * from {} where {}").format(
        sql.Identifier(table), sql.SQL(" or ").join(conditions)
    )


def _condition(hook: str, columns: Sequence[str]) -> sql.Composed:
    names = [sql.Identifier(column) for column in columns]
    match hook:
        case "record" | "person":
            # A person's id is the number of one of its records.
            parts = [sql.SQL("{} = any(%(records)s::bigint[])").format(name) for name in names]
            return sql.SQL(" or ").join(parts)
        case "request":
            return sql.SQL("{} = any(%(requests)s::bigint[])").format(*names)
        case "profile":
            statement = (
                "{} in (select profile from organisation_record "
                "where record_no = any(%(records)s::bigint[]))"
            )
            return sql.SQL(" or ").join(sql.SQL(statement).format(name) for name in names)
        case "source_record":
            return _pairs(names, "sources", "keys")
        case "order":
            return _pairs(names, "order_sources", "order_keys")
        case _:
            raise NotImplementedError(f"nothing is known of a table that hangs on a {hook}")


def _pairs(names: Sequence[sql.Identifier], first: str, second: str) -> sql.Composed:
    return sql.SQL("({}, {}) in (select * from unnest({}::text[], {}::text[]))").format(
        *names, sql.Placeholder(first), sql.Placeholder(second)
    )


def _packed_terms(transaction: Transaction, which: About) -> list[Row]:
    own = set(which.parameters["records"])
    found = []
    for page in transaction.execute(SQL["pages"], which.parameters, binary=True):
        numbers = np.frombuffer(page["records"], "<i8").tolist()
        found += [
            {"kind": page["kind"], "term": term, "record_no": number}
            for term, number in zip(page["terms"].split("\n"), numbers, strict=True)
            if number in own
        ]
    return found


def _in_letters(
    catalogue: Catalogue, named: Sequence[tuple[str, str]], ordered: Sequence[tuple[str, str]]
) -> dict[str, list[str]]:
    """In which column of which delivery a row names one of these records or orders."""
    told: list[tuple[str, str, str, str]] = []
    for numbers, of_orders in ((named, False), (ordered, True)):
        for source, number in numbers:
            declared = catalogue.sources.get(source)
            for name, delivery in declared.deliveries.items() if declared else ():
                match delivery:
                    case RecordDelivery() if not of_orders:
                        told.append((source, name, delivery.key, number))
                    case TouchpointDelivery() if not of_orders:
                        told.append((source, name, delivery.record, number))
                    case LineDelivery() if of_orders:
                        told.append((source, name, delivery.order, number))
    columns = [list(column) for column in zip(*told, strict=True)] or [[], [], [], []]
    return dict(zip(("letter_sources", "deliveries", "columns", "numbers"), columns, strict=True))


def _contacts(catalogue: Catalogue, rows: Sequence[Row]) -> list[str]:
    telling = [name for name, each in catalogue.attributes.items() if each.type in _TELLING]
    values = {row["delivered"].get(name, "").strip().lower() for row in rows for name in telling}
    return sorted(value for value in values if value)


def _words(catalogue: Catalogue, rows: Sequence[Row]) -> set[str]:
    kinds = (
        AttributeType.GIVEN_NAME,
        AttributeType.NAME_PREFIX,
        AttributeType.FAMILY_NAME,
        AttributeType.FULL_NAME,
        AttributeType.ORGANISATION_NAME,
    )
    names = [name for name, each in catalogue.attributes.items() if each.type in kinds]
    return {
        word
        for row in rows
        for name in names
        for word in name_term(row["delivered"].get(name, "")).split()
    }


def what_of(table: str) -> Words:
    """What a table holds, in words."""
    return holdings()[table].what
