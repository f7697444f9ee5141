"""Keys that are not in the database, and what is sealed with them (Article 32(1)(a) AVG/GDPR).

Entering: text. Leaving: ``enc:1:<key id>:<base64>``, AES-256-GCM (NIST SP 800-38D) with a random
nonce of 96 bits; what a value belongs to (an attribute's name) is authenticated along with it, so
that it opens nowhere else. The keys stand in ``KLANTBEELD_KEYS`` or in a file of the project folder
that only its owner can read: whoever has the database, or a backup of it, cannot read the values.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from klantbeeld.core.errors import InputError, InternalError

FILE = ".klantbeeld-keys"
PREFIX = "enc:1:"
_NONCE_BYTES = 12
_MEND = (
    "Put back the file of keys that belongs to this database: without it the sealed values cannot "
    "be read by anybody."
)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys by id, and which of them seals."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)

    def seal(self, text: str, belongs_to: str) -> str:
        """The sealed form; never the same twice."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = AESGCM(self.keys[self.current]).encrypt(nonce, text.encode(), belongs_to.encode())
        return f"{PREFIX}{self.current}:{base64.b64encode(nonce + sealed).decode()}"

    def unseal(self, sealed: str, belongs_to: str) -> str:
        """The text again. Raises InternalError for a key that is missing, and for a value that was
        altered or moved from elsewhere."""
        key_id, _, body = sealed.removeprefix(PREFIX).partition(":")
        if key_id not in self.keys:
            raise InternalError(f"The key of a sealed value is not among the keys. {_MEND}")
        try:
            raw = base64.b64decode(body, validate=True)
            cipher = AESGCM(self.keys[key_id])
            text = cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], belongs_to.encode())
            return text.decode()
        except (InvalidTag, ValueError) as error:
            raise InternalError(f"A sealed value does not open with its key. {_MEND}") from error

    def is_current(self, sealed: str) -> bool:
        """Whether the key that seals now sealed it."""
        return sealed.startswith(f"{PREFIX}{self.current}:")

    def with_new_key(self) -> Keyring:
        """With one key more, which seals from now on."""
        numbers = [int(name[1:]) for name in self.keys if name[1:].isdigit()]
        name = f"k{max(numbers, default=0) + 1}"
        return Keyring(name, {**self.keys, name: AESGCM.generate_key(256)})

    def only_current(self) -> Keyring:
        """Without the keys that no longer seal."""
        return Keyring(self.current, {self.current: self.keys[self.current]})


def is_sealed(value: str) -> bool:
    """Whether the value has the sealed form."""
    return value.startswith(PREFIX)


def read_keyring(project: Path, given: str | None) -> Keyring:
    """The keys of ``given`` (``KLANTBEELD_KEYS``), else of the project's file, made where absent.

    Raises InputError for keys that cannot be read.
    """
    if given is not None:
        return _parsed(given, "KLANTBEELD_KEYS")
    file = project / FILE
    try:
        return _parsed(file.read_text(encoding="ascii"), str(file))
    except FileNotFoundError:
        return _first(file)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError.single("the file of keys cannot be read", str(file), _MEND) from error


def write_keyring(project: Path, keyring: Keyring) -> None:
    """Puts the keys in the project's file, whole or not at all; readable for its owner alone."""
    file = project / FILE
    spare = file.with_name(f"{FILE}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(_text(keyring))
        opened.flush()
        os.fsync(opened.fileno())
    spare.replace(file)


def _first(file: Path) -> Keyring:
    made = Keyring("k1", {"k1": AESGCM.generate_key(256)})
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
            opened.write(_text(made))
            opened.flush()
            os.fsync(opened.fileno())
    except FileExistsError:  # made by another process just now
        return _parsed(file.read_text(encoding="ascii"), str(file))
    except OSError as error:
        mend = "Give whoever runs Klantbeeld the right to write in the project folder."
        raise InputError.single("the file of keys cannot be made", str(file), mend) from error
    return made


def _text(keyring: Keyring) -> str:
    keys = {name: base64.b64encode(key).decode() for name, key in keyring.keys.items()}
    return json.dumps({"current": keyring.current, "keys": keys}) + "\n"


def _parsed(text: str, where: str) -> Keyring:
    made, keys = None, {}
    try:
        found = json.loads(text)
        keys = {name: base64.b64decode(key, validate=True) for name, key in found["keys"].items()}
        made = Keyring(str(found["current"]), keys)
    except (ValueError, KeyError, TypeError, AttributeError):
        made = None
    if made is None or made.current not in keys or {len(key) for key in keys.values()} != {32}:
        # Not even the cause is shown: it could quote a key.
        raise InputError.single("the keys cannot be read", where, _MEND)
    return made
