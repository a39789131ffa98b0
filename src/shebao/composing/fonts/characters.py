"""The characters of a font, by the ranges of its character map: a CJK font has 40 000, of which a report uses a thousand."""

from __future__ import annotations

import struct
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

from shebao.composing.fonts.installed import Face

_UNICODE = {(0, 4), (0, 6), (3, 10)}
_GROUPS = 12


class _Ranges(NamedTuple):
    """Character codes from `first` to `last`, sorted, and the number of the glyph of each first one."""

    first: tuple[int, ...]
    last: tuple[int, ...]
    glyph: tuple[int, ...]


def has(face: Face, character: str) -> bool:
    """Whether every file of a face has a character."""
    return all(glyph_of(path, number, character) is not None for path, number in face.files)


def glyph_of(path: str, number: int, character: str) -> int | None:
    """The number of a character's glyph in a font file; None where it has none."""
    ranges, code = _ranges(path, number), ord(character)
    at = bisect_right(ranges.first, code) - 1
    return ranges.glyph[at] + code - ranges.first[at] if at >= 0 and code <= ranges.last[at] else None


@cache
def _ranges(path: str, number: int) -> _Ranges:
    from fontTools.ttLib import TTFont

    with TTFont(path, fontNumber=number, lazy=True) as font:
        found = _grouped(font.reader["cmap"])
        if found is None:
            glyphs = {code: font.getGlyphID(name) for code, name in sorted((font.getBestCmap() or {}).items())}
            found = _Ranges(tuple(glyphs), tuple(glyphs), tuple(glyphs.values()))
        return found


def _grouped(table: bytes) -> _Ranges | None:
    """The ranges of the full Unicode subtable (format 12); None where the font has none."""
    count = struct.unpack_from(">H", table, 2)[0]
    for platform, encoding, offset in struct.iter_unpack(">HHL", table[4 : 4 + 8 * count]):
        if (platform, encoding) in _UNICODE and struct.unpack_from(">H", table, offset)[0] == _GROUPS:
            groups = struct.unpack_from(">L", table, offset + 12)[0]
            values = struct.unpack_from(f">{3 * groups}L", table, offset + 16)
            return _Ranges(values[::3], values[1::3], values[2::3])
    return None
