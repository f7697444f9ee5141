"""What was erased and may not come back: keyed hashes of the source's own numbers.

Entering: numbers as a source delivers them. Leaving: 64 bits of each, to be looked up in
``erased_record`` by whoever lands rows. The key (BLAKE2b in its keyed mode, RFC 7693) lies in the
project folder and not in the store: who reads the store alone cannot try numbers against it.
Article 17 AVG/GDPR; no more is kept than it takes to keep the person away: Article 5(1)(c).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from klantbeeld.core.errors import InternalError
from klantbeeld.core.keyfile import ERASURES, make_key, read_key
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.pipeline.landing", "suppression.sql")

Kind = Literal["record", "order"]
Digests = npt.NDArray[np.int64]

NO_DIGESTS: Digests = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, repr=False)
class Suppression:
    """Makes the hashes of one project."""

    key: bytes

    @classmethod
    def of(cls, project: Path) -> Suppression | None:
        """That of the project; None where nothing was ever erased. Raises InputError for a key
        that cannot be read."""
        key = read_key(project, ERASURES)
        return None if key is None else cls(key)

    @classmethod
    def made(cls, project: Path) -> Suppression:
        """That of the project, with a new key where there is none. Raises InputError."""
        return cls(make_key(project, ERASURES))

    def digests(self, kind: Kind, source: str, numbers: Iterable[str]) -> Digests:
        """The hash of each number of this kind in this source."""
        start = blake2b(f"{kind}\0{source}\0".encode(), key=self.key, digest_size=8)
        found = bytearray()
        for number in numbers:
            one = start.copy()
            one.update(number.encode("utf-8", "surrogatepass"))
            found += one.digest()
        return np.frombuffer(bytes(found), ">i8").astype(np.int64)

    def content(self, digest: str) -> int:
        """The hash of a row's own digest (hexadecimal): whether the same row comes again."""
        made = blake2b(f"content\0{digest}".encode(), key=self.key, digest_size=8).digest()
        return int.from_bytes(made, "big", signed=True)


def erased_numbers(
    transaction: Transaction, project: Path, source: str, kind: Kind, numbers: Sequence[str]
) -> frozenset[str]:
    """Which of these numbers were erased for good. Call it once the source is locked: an erasure
    then came before, or comes after. Raises InternalError where the key is gone."""
    if not numbers:
        return frozenset()
    suppression = Suppression.of(project)
    if suppression is None:
        if one_row(transaction, _SQL["any_erased"])["any_erased"]:
            raise missing_key()
        return frozenset()
    digests = suppression.digests(kind, source, numbers)
    rows = transaction.execute(_SQL["erased"], {"digests": digests}).fetchall()
    found = {row["digest"] for row in rows}
    return frozenset(
        number for number, digest in zip(numbers, digests.tolist(), strict=True) if digest in found
    )


def missing_key() -> InternalError:
    """What to say where hashes stand in the store and the key to them is gone."""
    return InternalError(str(ERASURES.lost()))
