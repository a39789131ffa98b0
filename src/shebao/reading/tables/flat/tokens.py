"""Words and numbers of a flattened line, glued ones taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from shebao.classification import department_economic, functional
from shebao.money import Number
from shebao.reading.document import Line
from shebao.reading.tables.printed import compact, is_dash, printed_number, small_integer

_NUMBERED = r"(?<![\d.,])\d{1,2}[.．、](?=[^\d\s.,])[^\s\d]+"
_PIECE = re.compile(rf"{_NUMBERED}|[-+−－]?\d[\d,，]*(?:\.\d+)*|[^\s\d]+")
_ORDINAL = re.compile(r"(?<=[^一二三四五六七八九十（(])[一二三四五六七八九十]{1,3}、")
_AMOUNT = r"[-−－]?(?:\d{1,3}(?:[,，]\d{3})+|\d+?)\.\d{2}"
_LONGEST_GLUED = 120
_AMOUNTS = re.compile(rf"(?:{_AMOUNT}){{2,}}")
_AMOUNT_AND_CODE = re.compile(rf"({_AMOUNT})(\d{{7}}|\d{{5}}|\d{{3}})")


class Token(NamedTuple):
    """A word or a number of a line; `number` is None for a word."""

    text: str
    line: Line
    start: int
    number: Number | None = None

    @property
    def is_dash(self) -> bool:
        """Whether it stands for a blank cell."""
        return self.number is None and is_dash(self.text)

    @property
    def end(self) -> int:
        """Where it ends in its line."""
        return self.start + len(self.text)

    @property
    def integer(self) -> int | None:
        """Its value where it is printed without decimals or separators: a code, 行次, 栏次 or a round amount."""
        return small_integer(self.text) if self.number else None


def tokens(line: Line) -> list[Token]:
    """The words and numbers of a line, in order."""
    found: list[Token] = []
    for match in _PIECE.finditer(line.text):
        piece, start = match[0], match.start()
        if piece.lstrip("-+−－")[:1].isdecimal() and (piece[-1].isdecimal() or piece[-1] in ",，"):
            found.extend(_numbers(piece, line, start))
        else:
            found.extend(_words(piece, line, start))
    return found


def quote(parts: Sequence[Token]) -> str:
    """The characters from the first to the last token, of the first one's line; of all lines where each holds one cell."""
    if len(parts) > 1 and all(token.line.text.strip() == token.text for token in parts):
        return " ".join(token.text for token in parts)
    same = [token for token in parts if token.line is parts[0].line]
    return parts[0].line.text[same[0].start : same[-1].end] if same else ""


def _words(piece: str, line: Line, start: int) -> Iterable[Token]:
    cuts = [0, *(match.start() for match in _ORDINAL.finditer(piece)), len(piece)]
    return [Token(piece[a:b], line, start + a) for a, b in pairwise(cuts) if a < b]


def _numbers(piece: str, line: Line, start: int) -> list[Token]:
    number = printed_number(piece)
    if piece.isdecimal() and not piece.isascii():
        return [Token(compact(piece), line, start, number)]
    coded = _AMOUNT_AND_CODE.fullmatch(piece)
    if coded and _known_code(coded[2]):
        code = Token(coded[2], line, start + coded.end(1), printed_number(coded[2]))
        return [*_numbers(coded[1], line, start), code]
    if number is not None and number.decimals <= 6:
        return [Token(piece, line, start, number)]
    if len(piece) <= _LONGEST_GLUED and _AMOUNTS.fullmatch(piece):
        return [Token(m[0], line, start + m.start(), printed_number(m[0])) for m in re.finditer(_AMOUNT, piece)]
    return [Token(piece, line, start, number)]


def _known_code(code: str) -> bool:
    return code[:3] in functional() or code[:3] in department_economic()


def is_stacked(lines: Sequence[Line]) -> bool:
    """Whether each cell stands on a line of its own: hardly a line holds two."""
    return sum(len(tokens(line)) > 1 for line in lines) * 10 < len(lines)
