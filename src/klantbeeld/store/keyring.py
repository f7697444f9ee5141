"""Keys that are not in the database, and what is sealed with them (Article 32(1)(a) AVG/GDPR).

Entering: text. Leaving: ``enc:1:<key id>:<base64>``, AES-256-GCM (NIST SP 800-38D) with a random
nonce of 96 bits; what a value belongs to (an attribute's name) is authenticated along with it, so
that it opens nowhere else. The keys stand in ``KLANTBEELD_KEYS`` or in a file of the project folder
that only its owner can read: whoever has the database, or a backup of it, cannot read the values.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from klantbeeld.core.errors import InputError, InternalError
from klantbeeld.core.keyfile import KEY_BYTES, SEALED_VALUES, read_secret, write_secret

PREFIX = "enc:1:"
_PREFIX_BYTES = PREFIX.encode()
_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys as they are kept."""

    current: str
    """Which of them seals."""
    by_id: Mapping[str, bytes] = field(repr=False)
    for_hashes: bytes = field(repr=False)
    """Never changes: what was hashed with it must stay comparable."""

    def with_new(self) -> Keys:
        """With one key more, which seals from now on."""
        numbers = [int(name[1:]) for name in self.by_id if name[1:].isdigit()]
        name = f"k{max(numbers, default=0) + 1}"
        return Keys(name, {**self.by_id, name: AESGCM.generate_key(256)}, self.for_hashes)


class Keyring:
    """Seals and unseals. Keys that another process added to the project's file are noticed; without
    a project the environment gave them."""

    def __init__(self, keys: Keys, project: Path | None = None) -> None:
        self._keys = keys
        self._project = project
        self._changed = _changed_at(project)

    @property
    def keys(self) -> Keys:
        """The keys as the file has them now."""
        changed = _changed_at(self._project)
        if self._project is not None and changed != self._changed:
            self._keys, self._changed = _read(self._project), changed
        return self._keys

    def seal(self, text: str, belongs_to: str) -> str:
        """The sealed form; never the same twice."""
        keys = self.keys
        nonce = secrets.token_bytes(_NONCE_BYTES)
        cipher = AESGCM(keys.by_id[keys.current])
        sealed = cipher.encrypt(nonce, text.encode(), belongs_to.encode())
        return f"{PREFIX}{keys.current}:{base64.b64encode(nonce + sealed).decode()}"

    def unseal(self, sealed: str, belongs_to: str) -> str:
        """The text again. Raises InternalError for a key that is missing, and for a value that was
        altered or moved from elsewhere."""
        key_id, _, body = sealed.removeprefix(PREFIX).partition(":")
        key = self._keys.by_id.get(key_id) or self.keys.by_id.get(key_id)
        if key is None:
            raise InternalError(str(SEALED_VALUES.foreign()))
        try:
            raw = base64.b64decode(body, validate=True)
            nonce, rest = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
            return AESGCM(key).decrypt(nonce, rest, belongs_to.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise InternalError(str(SEALED_VALUES.foreign())) from error

    def is_current(self, value: str) -> bool:
        """Whether the key that seals now sealed it."""
        return value.startswith(f"{PREFIX}{self.keys.current}:")

    def fingerprint(self, text: str, belongs_to: str) -> str:
        """A keyed hash (HMAC-SHA-256): tells whether two texts are equal, and to nobody without the
        keys which text it is."""
        digest = hmac.new(self._keys.for_hashes, f"{belongs_to}\0{text}".encode(), hashlib.sha256)
        return digest.hexdigest()

    def add_key(self) -> None:
        """Adds a key, which seals from now on. Raises InputError where the environment gives the
        keys, which a program cannot change."""
        if self._project is None:
            raise InputError.single(
                "the keys come from the environment",
                "KLANTBEELD_KEYS",
                "Add a key there and name it as `current`, then rotate with --no-new-key.",
            )
        _write(self._project, self.keys.with_new(), first=False)


def read_json(keyring: Keyring | None, data: bytes) -> Any:
    """JSON as the store holds it, with what is sealed in it opened: a value under the name that it
    belongs to. What does not open stays as it is: a source may deliver anything."""
    value = orjson.loads(data)
    return opened(keyring, value) if _PREFIX_BYTES in data else value


def opened(keyring: Keyring | None, value: Any) -> Any:
    """A value read from JSON, with what is sealed directly in it opened."""
    if keyring is None or not isinstance(value, dict):
        return value
    return {name: _opened(keyring, name, one) for name, one in value.items()}


def is_sealed(value: object) -> bool:
    """Whether the value has the sealed form."""
    return isinstance(value, str) and value.startswith(PREFIX)


def read_keyring(
    project: Path, given: str | None, is_needed: Callable[[], bool] = lambda: False
) -> Keyring:
    """The keys of ``given`` (``KLANTBEELD_KEYS``), else of the project's file, made where absent.

    ``is_needed``: whether something was sealed before, so that a file that is absent was lost.
    Raises InputError for keys that were lost or cannot be read.
    """
    if given is not None:
        return Keyring(_parsed(given, "KLANTBEELD_KEYS"))
    if not (project / SEALED_VALUES.name).exists():
        if is_needed():
            raise InputError(SEALED_VALUES.lost())
        first = {"k1": AESGCM.generate_key(256)}
        _write(project, Keys("k1", first, secrets.token_bytes(KEY_BYTES)), first=True)
    return Keyring(_read(project), project)


def _opened(keyring: Keyring, name: str, value: Any) -> Any:
    if not is_sealed(value):
        return value
    try:
        return keyring.unseal(value, name)
    except InternalError:
        return value


def _read(project: Path) -> Keys:
    return _parsed(read_secret(project, SEALED_VALUES), SEALED_VALUES.name)


def _changed_at(project: Path | None) -> int:
    try:
        return (project / SEALED_VALUES.name).stat().st_mtime_ns if project is not None else 0
    except OSError:
        return 0


def _write(project: Path, keys: Keys, *, first: bool) -> None:
    by_id = {name: base64.b64encode(key).decode() for name, key in keys.by_id.items()}
    hashes = base64.b64encode(keys.for_hashes).decode()
    text = json.dumps({"current": keys.current, "keys": by_id, "hashes": hashes})
    write_secret(project, SEALED_VALUES, f"{text}\n", replace=not first)


def _parsed(text: str, where: str) -> Keys:
    try:
        found = json.loads(text)
        by_id = {name: base64.b64decode(key, validate=True) for name, key in found["keys"].items()}
        keys = Keys(str(found["current"]), by_id, base64.b64decode(found["hashes"], validate=True))
        whole = keys.current in by_id
    except (ValueError, KeyError, TypeError, AttributeError):
        whole = False
    if not whole or {len(key) for key in (*by_id.values(), keys.for_hashes)} != {KEY_BYTES}:
        # Not even the cause is shown: it could quote a key.
        raise InputError(replace(SEALED_VALUES.unreadable(), where=where))
    return keys
