"""In which encoding a text file is, and how its lines end.

Entering: a path. Leaving: the name of a codec. UTF-8 and UTF-16 are told by what their definitions
demand; Windows-1252 (with it Latin-1, as in the WHATWG Encoding Standard) and Latin-9 by the
bytes in use: their letters must stand where letters stand. Only what these leave open is guessed by
``charset_normalizer``, and not from a few lines: those count as broken UTF-8.
"""

from __future__ import annotations

import codecs
from itertools import pairwise
from pathlib import Path

from charset_normalizer import from_bytes

from klantbeeld.core.errors import InputError
from klantbeeld.sources.byte_stream import blocks, raw_chunks

WINDOWS, LATIN_9 = "windows-1252", "iso-8859-15"
_OTHERS = ["cp850", "mac_roman", "cp1250"]
_SAMPLE_BYTES = 256 << 10
_GUESS_FROM_LINES = 10
_SIGNS = "€’‘“”–—…•™ £§©®°²³´·½¼¾ªº«»\u00a0"
_RARE_LETTERS = "ÿþðÞÐƒ"
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


def detect_encoding(path: Path, *, return_only: bool = False) -> str:
    """Reads the whole file, so that what stands on its last line counts as well.

    ``return_only``: its lines end in a carriage return.
    """
    head = next(raw_chunks(path, _SAMPLE_BYTES), b"")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8"
    _refuse_unmarked_utf16(path, head)
    as_utf8 = otherwise = 0
    sample: list[bytes] = []
    for block in blocks(path, "", return_only=return_only):
        good, broken = _judge(block.data, sample)
        as_utf8, otherwise = as_utf8 + good, otherwise + broken
    if otherwise <= as_utf8:
        return "utf-8"
    return _single_byte(path, b"\n".join(sample), otherwise)


def _judge(data: bytes, sample: list[bytes]) -> tuple[int, int]:
    """How many lines hold letters outside ASCII as UTF-8 has them, and how many otherwise.

    Keeps lines of the second kind in ``sample``, as many as are needed.
    """
    if data.isascii():
        return 0, 0
    good = broken = 0
    kept = sum(map(len, sample))
    for line in data.splitlines():
        if line.isascii():
            continue
        try:
            line.decode()
            good += 1
        except UnicodeDecodeError:
            broken += 1
            if kept < _SAMPLE_BYTES:
                sample.append(line)
                kept += len(line)
    return good, broken


def _single_byte(path: Path, sample: bytes, lines: int) -> str:
    """Windows-1252 where its letters make sense; Latin-9 by its euro sign."""
    if _fitting(sample.decode(WINDOWS, "replace")):
        high = {byte for byte in sample if byte >= 0x80}
        return LATIN_9 if 0xA4 in high and min(high) >= 0xA0 else WINDOWS
    if lines < _GUESS_FROM_LINES:
        return "utf-8"
    best = from_bytes(sample, cp_isolation=_OTHERS).best()
    if best is None:
        raise InputError.single("the encoding of the file cannot be told", str(path), _MEND)
    return best.encoding


def _fitting(text: str) -> bool:
    """Whether four in five characters beyond ASCII could stand where they stand.

    A small letter may stand anywhere, a capital not behind a small letter, a sign anywhere. The
    euro sign of Latin-9 reads as a currency sign here.
    """
    right = wrong = 0
    for before, letter in pairwise(" " + text):
        if letter.isascii():
            continue
        usual = letter.isalpha() and letter not in _RARE_LETTERS
        if (usual and not (letter.isupper() and before.islower())) or letter in _SIGNS + "¤":
            right += 1
        else:
            wrong += 1
    return right >= 4 * wrong


def _refuse_unmarked_utf16(path: Path, head: bytes) -> None:
    fewer, more = sorted((head[::2].count(0), head[1::2].count(0)))
    if len(head) >= 4 and more > len(head) // 4 and fewer <= more // 10:
        raise InputError.single(
            "every other byte is NUL, as in UTF-16 without a byte order mark",
            str(path),
            "Name its encoding in the source's YAML (encoding: utf-16-le), or save it as UTF-8.",
        )
