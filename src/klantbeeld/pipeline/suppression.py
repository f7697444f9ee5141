"""What was erased and may not come back: keyed hashes of the source's own numbers.

Entering: numbers as a source delivers them. Leaving: 64 bits of each, to be looked up in
``erased_record`` by whoever lands rows. The key (BLAKE2b in its keyed mode, RFC 7693) lies in the
project folder and not in the store: who reads the store alone cannot try numbers against it.
Article 17 AVG/GDPR; no more is kept than it takes to keep the person away: Article 5(1)(c).
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from klantbeeld.core.errors import InputError, InternalError
from klantbeeld.store.database import Transaction, one_row
from klantbeeld.store.sql import load_sql

_SQL = load_sql("klantbeeld.pipeline", "suppression.sql")

KEY_FILE = ".klantbeeld-erasures.key"

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
        path = project / KEY_FILE
        try:
            changed = path.stat().st_mtime_ns
        except FileNotFoundError:
            return None
        return cls(_read(path, changed))

    @classmethod
    def made(cls, project: Path) -> Suppression:
        """That of the project, with a new key where there is none. Raises InputError."""
        known = cls.of(project)
        if known is not None:
            return known
        path = project / KEY_FILE
        text = secrets.token_hex(32)
        temporary = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        try:
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(f"{text}\n")
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(temporary, path)  # whoever comes second takes the first one's
            except FileExistsError:
                pass
            finally:
                temporary.unlink()
        except OSError as error:
            raise InputError.single(
                f"the key of erasures cannot be written ({error.strerror})",
                str(path),
                "Give the account that runs Klantbeeld the right to write in the project folder.",
            ) from error
        made = cls.of(project)
        if made is None:
            raise InternalError(f"{path} was written and is gone. Nothing was erased.")
        return made

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
    return InternalError(
        f"The key of erasures, {KEY_FILE} in the project folder, is gone: nobody can tell who was "
        "erased, so nothing lands. Restore it from a backup of the folder."
    )


@lru_cache(maxsize=8)
def _read(path: Path, _: int) -> bytes:
    try:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise InputError.single(
            "the key of erasures cannot be read",
            str(path),
            "Restore it from a backup of the project folder.",
        ) from error
