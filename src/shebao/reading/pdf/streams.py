"""Compressed streams that unpack to more than any real page: found before pdfium would unpack them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

_TWICE = re.compile(rb"/Fl(?:ateDecode)?\s*/Fl(?:ateDecode)?\b")
_DICTIONARY = 600
_SAMPLE_AT, _SAMPLE = 1024, 1024
_VARIETY = 90
_CHUNK = 65_536
MAX_CONTENT = 10_000_000
MAX_PICTURE = 300_000_000
MAX_TOTAL = 600_000_000


def unpacks_too_large(data: bytes) -> bool:
    """Whether a stream of the file repeats itself so much that it unpacks beyond the limits.

    Packed data that is not mere repetition has a variety of bytes; only what lacks it is unpacked here, to count.
    """
    total = 0
    for keyword in _keywords(data):
        start = keyword + 8
        sample = data[start + _SAMPLE_AT : start + _SAMPLE_AT + _SAMPLE]
        dictionary = data[max(keyword - _DICTIONARY, 0) : keyword]
        dictionary = dictionary[dictionary.rfind(b"obj") + 3 :]
        twice = _TWICE.search(dictionary) is not None
        if not twice and len(set(sample)) >= _VARIETY:
            continue
        limit = MAX_PICTURE if b"/Image" in dictionary else MAX_CONTENT
        size = _unpacked(data, keyword + len(b"stream"), 2 if twice else 1, limit)
        total += size
        if size > limit or total > MAX_TOTAL:
            return True
    return False


def _keywords(data: bytes) -> Iterator[int]:
    """Where each `stream` keyword that begins a stream stands."""
    at = data.find(b"stream")
    while at >= 0:
        if data[at - 3 : at] != b"end":
            yield at
        at = data.find(b"stream", at + 6)


def _unpacked(data: bytes, start: int, layers: int, limit: int) -> int:
    """The unpacked size of the deflated stream that follows the line break at `start`, counted up to beyond `limit`."""
    packers = [zlib.decompressobj() for _ in range(layers)]
    at, size = start + (2 if data[start : start + 2] == b"\r\n" else 1), 0
    try:
        while at < len(data) and size <= limit and not packers[0].eof:
            piece = data[at : at + _CHUNK]
            at += _CHUNK
            size += _through(packers, piece, limit - size)
    except zlib.error:
        pass
    return size


def _through(packers: list[zlib._Decompress], piece: bytes, room: int) -> int:
    """Bytes that come out when a piece goes through all layers, counted until there is no room."""
    first, rest = packers[0], packers[1:]
    size = 0
    while piece and size <= room and not first.eof:
        out = first.decompress(piece, 8 * _CHUNK)
        size += _through(rest, out, room - size) if rest else len(out)
        piece = first.unconsumed_tail
    return size
