"""Plain text that was cut at one width: rows and titles that were cut are put together again; of cells it is only known that
they were.

Running text is left as it is, its lines are joined later; a row whose number was cut would be read as two numbers.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from shebao.reading.ordinals import leading_ordinal

_NARROWEST, _WIDEST = 12, 100
_FEWEST, _SHARE = 12, 0.08
_BREAKS_OFF = 0.6
_MOST_PIECES = 8
_PROSE = re.compile(r"[，。；：！？]")
_FEWEST_MARKS = 2
_CODE_ROW = re.compile(r"\s*\d{3}(?:\s?\d{2}){0,2}\s*[\u4e00-\u9fff]")
_CHINESE = re.compile(r"[\u4e00-\u9fff（）()《》“”]")
_IN_NUMBER = re.compile(r"[\d.,，\-]")
_NEW = re.compile(r"\s*(?:注|备注|说明|单位|金额单位|公开|附?表\s*\d|第[一二三四五六七八九十]+部分)")
_NARROWEST_CELL, _FEWEST_CELLS, _SHARE_OF_CELLS, _FEW_LONGER = 5, 30, 0.12, 0.04
_MONEY = re.compile(r"(?:人民币)?[万千亿]?元")
_HALVES = {"W": 2, "F": 2, "A": 2}


def whole_rows(lines: Sequence[str]) -> list[str]:
    """The lines with those rows and titles whole that the file's width cut; what was joined to the line above is ''."""
    for width_of in (len, _halves):
        width = _width(lines, width_of)
        if width:
            return _joined(lines, width, width_of)
    return list(lines)


def _halves(line: str) -> int:
    """The columns that a line takes where a Chinese character takes two."""
    return sum(_HALVES.get(unicodedata.east_asian_width(character), 1) for character in line)


def _width(lines: Sequence[str], width_of: Callable[[str], int]) -> int:
    """The width at which a file was cut, 0 where it was not: no line is longer, and most that are as long break off inside a
    word or a number."""
    longest = max((width_of(line) for line in lines if "\t" not in line), default=0)
    if not _NARROWEST <= longest <= _WIDEST:
        return 0
    full = [(a, b) for a, b in pairwise(lines) if _is_full(a, b, longest, width_of)]
    filled = sum(bool(line.strip()) for line in lines)
    if len(full) < max(_FEWEST, _SHARE * filled):
        return 0
    broken = sum(_goes_on(a, b) for a, b in full)
    return longest if broken >= _BREAKS_OFF * len(full) else 0


def _is_full(line: str, following: str, width: int, width_of: Callable[[str], int]) -> bool:
    if not following.strip() or "\t" in line:
        return False
    lacking = width - width_of(line)
    return lacking == 0 or (lacking == 1 and width_of is _halves and _halves(following[:1]) > 1)


def _joined(lines: Sequence[str], width: int, width_of: Callable[[str], int]) -> list[str]:
    found = list(lines)
    at = 0
    while at < len(lines):
        stop = at + 1
        while (
            stop < len(lines)
            and stop - at < _MOST_PIECES
            and _is_full(lines[stop - 1], lines[stop], width, width_of)
            and _goes_on(lines[stop - 1], lines[stop])
        ):
            stop += 1
        whole = "".join(lines[at:stop])
        if stop > at + 1 and len(_PROSE.findall(whole)) < _FEWEST_MARKS:
            found[at:stop] = [whole, *[""] * (stop - at - 1)]
            at = stop
        else:
            at += 1
    return found


def _goes_on(line: str, following: str) -> bool:
    """Whether the following line may be the rest of a row or a title, by the characters on both sides of the cut."""
    if _CODE_ROW.match(following) or _NEW.match(following) or leading_ordinal(following) is not None:
        return False
    before, after = line[-1:], following[:1]
    if before.isspace() or after.isspace() or (before in "：:" and _MONEY.match(following)):
        return True
    if _IN_NUMBER.match(after):
        return bool(_IN_NUMBER.match(before)) or (bool(_CHINESE.match(before)) and bool(re.search(r"[\d ]", line)))
    return bool(_CHINESE.match(before) and _CHINESE.match(after))


def cell_width(lines: Sequence[str]) -> int:
    """The width at which a file with a cell a line cut its cells, 0 where it did not: many lines are just so long, hardly any a
    little longer. Nobody knows which of its lines are pieces of one number."""
    lengths = Counter(len(line.strip()) for line in lines if line.strip())
    filled = lengths.total()
    for width in range(_NARROWEST_CELL, _NARROWEST):
        longer = sum(lengths[size] for size in range(width + 1, 2 * width))
        if lengths[width] >= max(_FEWEST_CELLS, _SHARE_OF_CELLS * filled) and longer <= _FEW_LONGER * filled:
            return width
    return 0
