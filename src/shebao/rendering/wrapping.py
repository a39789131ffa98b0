"""Breaking Chinese text into terminal lines: never inside a figure or a word, never before closing punctuation."""

from __future__ import annotations

import re
import unicodedata

_UNIT = re.compile(r"[0-9A-Za-z.,:%+\-/_]+|\s+|.", re.DOTALL)
_NOT_FIRST = set("，。、；：！？）》」』】”’%％…·,.;:!?)")
_NOT_LAST = set("（《「『【“‘(")


def width(text: str) -> int:
    """Columns that `text` takes on a terminal."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Cf", "Cc"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" or character in "“”‘’…—·" else 1


def printable(text: str) -> str:
    """`text` without control characters, which a hostile file could send to the terminal; line breaks as spaces."""
    return "".join(
        " " if character in "\n\r\t" else character
        for character in text
        if character in "\n\r\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")
    )


def wrap(text: str, columns: int) -> list[str]:
    """`text` as lines of at most `columns` terminal columns (longer only where one word is)."""
    lines: list[str] = []
    line: list[str] = []
    used = 0
    for unit in _units(text):
        if line and used + width(unit.rstrip()) > columns:
            lines.append("".join(line).rstrip())
            line, used, unit = [], 0, unit.lstrip()
        line.append(unit)
        used += width(unit)
    if line:
        lines.append("".join(line).rstrip())
    return lines or [""]


def _units(text: str) -> list[str]:
    """Pieces that stay together: figures and words, each with the closing and opening marks that cling to it."""
    units: list[str] = []
    for piece in _UNIT.findall(text):
        clings = units and (piece in _NOT_FIRST or units[-1][-1] in _NOT_LAST)
        if clings and width(units[-1]) < 30:
            units[-1] += piece
        else:
            units.append(piece)
    return units
