"""Files as blocks of whole lines of bounded size.

Entering: a path (plain or gzip). Leaving: blocks of whole lines in an encoding in which a line
feed, a quote and a delimiter are single bytes as in ASCII: UTF-16 becomes UTF-8 on the way, other
encodings stay as they are. A line of more than ``MAX_ROW_BYTES`` is passed over and marked.
"""

from __future__ import annotations

import codecs
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from klantbeeld.core.errors import InputError
from klantbeeld.core.progress import Step
from klantbeeld.sources.rows import MAX_ROW_BYTES, RowNumbers

CHUNK_BYTES = 4 << 20
GZIP_MAGIC = b"\x1f\x8b"
_LINE_FEED = 10


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines: ``data`` begins at line ``line`` and has line feeds at ``feeds``.

    ``too_large``: this block stands for one line above the limit, and has no data.
    ``last``: nothing follows; only then ``data`` may end without a line feed.
    """

    line: int
    data: bytes
    feeds: RowNumbers
    too_large: bool = False
    last: bool = False


def is_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == GZIP_MAGIC


def raw_chunks(path: Path, size: int = CHUNK_BYTES, step: Step | None = None) -> Iterator[bytes]:
    """The file's bytes, unpacked where it is gzip; raises InputError where gzip is broken."""
    with path.open("rb") as raw:
        packed = raw.read(2) == GZIP_MAGIC
        raw.seek(0)
        stream = cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if packed else raw
        seen = 0
        while True:
            try:
                chunk = stream.read(size)
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                raise InputError.single(
                    "the gzip file is cut off or damaged",
                    str(path),
                    "Deliver the file again, or unpack it and deliver it unpacked.",
                ) from error
            if step is not None:
                step.advance(raw.tell() - seen)
                seen = raw.tell()
            if not chunk:
                return
            yield chunk


def _ascii_like(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Takes the byte order mark off, and turns UTF-16 into UTF-8.

    A broken UTF-16 sequence becomes a broken UTF-8 one, so that it is found in its own row.
    """
    first = True
    decoder = None
    if encoding.startswith("utf-16"):
        decoder = codecs.getincrementaldecoder(encoding)(errors="surrogatepass")
    for raw in chunks:
        chunk = raw
        if decoder is not None:
            chunk = decoder.decode(raw).encode("utf-8", "surrogatepass")
        if first and encoding.startswith("utf"):
            chunk = chunk.removeprefix(codecs.BOM_UTF8)
        first = False
        if chunk:
            yield chunk
    if decoder is not None and decoder.getstate()[0]:
        yield b"\xff"


def blocks(
    path: Path,
    encoding: str,
    *,
    return_only: bool = False,
    chunk_bytes: int = CHUNK_BYTES,
    step: Step | None = None,
) -> Iterator[Block]:
    """The file in blocks of whole lines, the last one marked; an empty file has one empty block."""
    carry, line, passing_over = b"", 1, False
    for chunk in _ascii_like(raw_chunks(path, chunk_bytes, step), encoding):
        data = chunk.replace(b"\r", b"\n") if return_only else chunk
        if passing_over:
            end = data.find(b"\n")
            if end < 0:
                continue
            data, passing_over, line = data[end + 1 :], False, line + 1
        data = carry + data
        end = data.rfind(b"\n") + 1
        carry, whole = data[end:], data[:end]
        if whole:
            yield from _within_limit(line, whole)
            line += whole.count(b"\n")
        if len(carry) > MAX_ROW_BYTES:
            yield Block(line, b"", np.empty(0, np.int64), too_large=True)
            carry, passing_over = b"", True
    yield Block(line, carry, np.empty(0, np.int64), last=True)


def _within_limit(line: int, data: bytes) -> Iterator[Block]:
    """One block, or several around the lines that are above the limit."""
    feeds = np.flatnonzero(np.frombuffer(data, np.uint8) == _LINE_FEED)
    lengths = np.diff(feeds, prepend=-1)
    start, first = 0, 0
    for index in np.flatnonzero(lengths > MAX_ROW_BYTES + 1):
        begin = int(feeds[index - 1]) + 1 if index else 0
        if begin > start:
            yield Block(line + first, data[start:begin], feeds[first:index] - start)
        yield Block(line + int(index), b"", np.empty(0, np.int64), too_large=True)
        start, first = int(feeds[index]) + 1, int(index) + 1
    if start == 0:
        yield Block(line, data, feeds)
    elif start < len(data):
        yield Block(line + first, data[start:], feeds[first:] - start)
