"""In which encoding a text file is, and how its lines end.

Entering: a path. Leaving: the name of a codec. UTF-8 and UTF-16 are told by what their definitions
demand; Windows-1252 (with it Latin-1, as in the WHATWG Encoding Standard) and Latin-9 by the
bytes in use. Only what these leave open is guessed by ``charset_normalizer``.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from charset_normalizer import from_bytes

from klantbeeld.core.errors import InputError
from klantbeeld.sources.byte_stream import raw_chunks

WINDOWS, LATIN_9 = "windows-1252", "iso-8859-15"
_OTHERS = ["cp850", "mac_roman", "cp1250", "iso8859_2", "cp1254", "cp1257"]
_SAMPLE_BYTES = 256 << 10
_BETWEEN_LETTERS = re.compile(rb"(?<=[A-Za-z])[\x80-\xff](?=[a-z])")
_MEND = "Name its encoding in the source's YAML (encoding: ...), or save it as UTF-8."


def named_encoding(name: str, where: str) -> str:
    """The codec that the source's YAML names; raises InputError where it cannot be used."""
    try:
        codec = codecs.lookup(name).name
        alike = bytes(range(32, 127)).decode(codec) == bytes(range(32, 127)).decode("ascii")
        single = len(bytes(range(256)).decode(codec, "replace")) == 256
    except (LookupError, UnicodeError):
        codec, alike, single = name, False, False
    if codec in {"utf-8-sig", "ascii"}:
        return "utf-8"
    if codec == "iso8859-1":
        return WINDOWS
    if codec in {"utf-8", "utf-16", "utf-16-le", "utf-16-be"} or (alike and single):
        return codec
    raise InputError.single(
        f"the encoding {name!r} is not one that can be read",
        where,
        "Use utf-8, utf-16, windows-1252, iso-8859-15 or another of one byte a letter.",
    )


def detect_encoding(path: Path) -> str:
    """Reads the whole file, so that what stands on its last line counts as well."""
    head, seen_lines, broken_lines = b"", 0, 0
    other: list[bytes] = []
    carry = b""
    for chunk in raw_chunks(path):
        if not head:
            head = chunk[:_SAMPLE_BYTES]
            if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return "utf-16"
            if head.startswith(codecs.BOM_UTF8):
                return "utf-8"
            _refuse_unmarked_utf16(path, head)
        data = carry + chunk
        end = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
        if end == 0 and len(data) < _SAMPLE_BYTES:
            carry = data
            continue
        whole, carry = (data[:end], data[end:]) if end else (data, b"")
        carry = carry if len(carry) < len(chunk) else b""
        good, broken = _judge(whole, other)
        seen_lines, broken_lines = seen_lines + good, broken_lines + broken
    good, broken = _judge(carry, other)
    seen_lines, broken_lines = seen_lines + good, broken_lines + broken
    if broken_lines <= seen_lines:
        return "utf-8"
    return _single_byte(path, b"\n".join(other))


def _judge(data: bytes, other: list[bytes]) -> tuple[int, int]:
    """How many lines hold letters outside ASCII as UTF-8 has them, and how many otherwise.

    Keeps lines of the second kind in ``other``, as far as a sample needs them.
    """
    if data.isascii():
        return 0, 0
    good = broken = 0
    kept = sum(map(len, other))
    for line in data.splitlines():
        if line.isascii():
            continue
        try:
            line.decode()
            good += 1
        except UnicodeDecodeError:
            broken += 1
            if kept < _SAMPLE_BYTES:
                other.append(line[:_SAMPLE_BYTES])
                kept += len(line)
    return good, broken


def _single_byte(path: Path, sample: bytes) -> str:
    """Windows-1252 where its letters stand between letters; Latin-9 by its euro sign."""
    between = b"".join(_BETWEEN_LETTERS.findall(sample))
    as_windows = between.decode(WINDOWS, "replace")
    fitting = sum(letter.islower() or letter == "\u2019" for letter in as_windows)
    if fitting >= 0.8 * len(as_windows):
        high = set(sample) - set(range(0xA0))
        controls = set(sample) & set(range(0x80, 0xA0))
        return LATIN_9 if not controls and 0xA4 in high else WINDOWS
    best = from_bytes(sample, cp_isolation=_OTHERS).best()
    if best is None:
        raise InputError.single("the encoding of the file cannot be told", str(path), _MEND)
    return best.encoding


def _refuse_unmarked_utf16(path: Path, head: bytes) -> None:
    if len(head) >= 4 and head.count(0) > len(head) // 4:
        raise InputError.single(
            "every other byte is NUL, as in UTF-16 without a byte order mark",
            str(path),
            "Name its encoding in the source's YAML (encoding: utf-16-le), or save it as UTF-8.",
        )
