"""Search terms in the store, and looking them up.

Entering: terms with the numbers of their records; ranges of terms that are asked for. Leaving: rows
in ``search_term`` where there are few, and sorted packed pages where there are many, as the sorted
runs of a log-structured merge tree: a row of its own and its places in indexes cost a term far more
than its own letters. Nothing is taken out when a record changes: whoever reads a hit compares it
with the record as it is now. Words of names stand apart, once each, with the index that finds
misspelt ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from klantbeeld.profile.terms import Terms
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql
from klantbeeld.store.text_arrays import array_of_texts

_SQL = load_sql("klantbeeld.profile", "term_pages.sql")

PAGED_FROM = 20_000
"""Terms in one go from which they are packed: each run of pages is one more to look into."""
PAGE_TERMS = 64
"""Terms in a page: some 2 kB, of which four fit into a block of the store."""
_SHORTEST_WORD = 3
"""Shorter words have too few trigrams to be found misspelt."""
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\r": r"\r"})
"""What COPY's text format wants written otherwise."""
_END = "\U0010ffff"
"""Sorts after every letter: the end of a prefix."""


class Found(NamedTuple):
    """A stored term that lies in a range; the record may have changed since."""

    term: str
    record_no: int


@dataclass(frozen=True, slots=True)
class Range:
    """Terms of one kind that begin so, or are exactly so."""

    kind: str
    text: str
    exact: bool = False

    @property
    def end(self) -> str:
        """What sorts after all of them."""
        return self.text + ("\x01" if self.exact else _END)

    def holds(self, term: str) -> bool:
        """Whether the term lies in the range."""
        return term == self.text if self.exact else term.startswith(self.text)


def are_many(terms: Sequence[Terms]) -> bool:
    """Whether these terms are packed into pages rather than stored one by one."""
    return sum(len(of.texts) for of in terms) >= PAGED_FROM


def store_terms(transaction: Transaction, records: Sequence[int], terms: Sequence[Terms]) -> None:
    """Stores terms whose rows count in ``records``; a term that is there already stays."""
    numbers = np.asarray(records, np.int64)
    names = {text.partition(" ")[0] for of in terms if of.kind == "name" for text in of.texts}
    words = array_of_texts(sorted(word for word in names if len(word) >= _SHORTEST_WORD))
    if are_many(terms):
        _store_pages(transaction, numbers, terms)
        transaction.execute(_SQL["add_words"], {"words": words})
    elif terms:
        transaction.execute(
            _SQL["add_rows"],
            {
                "kinds": array_of_texts([of.kind for of in terms for _ in of.texts]),
                "terms": array_of_texts([text for of in terms for text in of.texts]),
                "records": np.concatenate([numbers[of.rows] for of in terms]),
                "words": words,
            },
        )


def find_terms(
    transaction: Transaction, ranges: Sequence[Range], limit: int
) -> dict[Range, list[Found]]:
    """For each range its terms, each record once a term; about ``limit`` of them where many are."""
    if not ranges:
        return {}
    asked = {
        "kinds": [one.kind for one in ranges],
        "lows": [one.text for one in ranges],
        "highs": [one.end for one in ranges],
        "limit": limit,
        "pages": -(-limit // PAGE_TERMS),
    }
    found: list[set[Found]] = [set() for _ in ranges]
    for row in transaction.execute(_SQL["find_rows"], asked):
        found[row["place"] - 1].add(Found(row["term"], row["record_no"]))
    for row in transaction.execute(_SQL["find_pages"], asked, binary=True):
        place = row["place"] - 1
        numbers = np.frombuffer(row["records"], "<i8").tolist()
        holds = ranges[place].holds
        found[place].update(
            Found(term, number)
            for term, number in zip(row["terms"].split("\n"), numbers, strict=True)
            if holds(term)
        )
    return {one: sorted(terms) for one, terms in zip(ranges, found, strict=True)}


def forget_terms(transaction: Transaction, records: Sequence[int]) -> None:
    """Takes out every term of these records, those of former versions too, for an erasure; and the
    words of names that no other record has.

    Reads all terms: an erasure may take a second, no search and no load pays for it.
    """
    rows = transaction.execute(_SQL["forget_rows"], {"records": list(records)})
    gone = {row["term"] for row in rows if row["kind"] == "name"}
    numbers = np.asarray(records, "<i8")
    pages = transaction.execute(
        _SQL["pages_of_records"], {"records": [number.tobytes() for number in numbers]}
    ).fetchall()
    for page in pages:
        gone |= _forget_in_page(transaction, page, numbers)
    words = sorted({term.partition(" ")[0] for term in gone})
    ranges = {word: (Range("name", f"{word} "), Range("name", word, exact=True)) for word in words}
    left = find_terms(transaction, [one for pair in ranges.values() for one in pair], 1)
    lost = [word for word, pair in ranges.items() if not any(left[one] for one in pair)]
    transaction.execute(_SQL["forget_words"], {"words": lost})


def _forget_in_page(
    transaction: Transaction, page: dict[str, Any], gone: npt.NDArray[np.int64]
) -> set[str]:
    """Takes the terms of these records out of one page; returns those of names."""
    numbers = np.frombuffer(page["records"], "<i8")
    terms = page["terms"].split("\n")
    keep = ~np.isin(numbers, gone)
    kept = [term for term, stays in zip(terms, keep, strict=True) if stays]
    place = {"run_no": page["run_no"], "page_no": page["page_no"]}
    if not kept:
        transaction.execute(_SQL["forget_page"], place)
    elif len(kept) < len(terms):  # else the bytes stood across two numbers
        transaction.execute(
            _SQL["mend_page"],
            {
                **place,
                "first": kept[0],
                "terms": "\n".join(kept),
                "records": numbers[keep].tobytes(),
            },
        )
    if page["kind"] != "name":
        return set()
    return {term for term, stays in zip(terms, keep, strict=True) if not stays}


def _store_pages(
    transaction: Transaction, numbers: npt.NDArray[np.int64], terms: Sequence[Terms]
) -> None:
    run = one_row(transaction, _SQL["begin_run"])["run_no"]
    lines: list[str] = []
    for of in terms:
        order = pc.sort_indices(pa.array(of.texts, pa.string())).to_numpy()
        texts = list(map(of.texts.__getitem__, order.tolist()))
        records = numbers[np.asarray(of.rows, np.int64)[order]].astype("<i8").tobytes().hex()
        together = "".join(texts)
        if any(sign in together for sign in "\\\t\r"):
            texts = [text.translate(_ESCAPES) for text in texts]
        for start in range(0, len(texts), PAGE_TERMS):
            first, page = texts[start], "\\n".join(texts[start : start + PAGE_TERMS])
            hexadecimal = records[16 * start : 16 * (start + PAGE_TERMS)]
            lines.append(f"{run}\t{len(lines)}\t{of.kind}\t{first}\t{page}\t\\\\x{hexadecimal}\n")
    with transaction.cursor().copy(_SQL["copy_pages"]) as copy:
        copy.write("".join(lines).encode())
