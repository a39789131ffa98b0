"""The number tokens of a document's blocks, in reading order, and a stream of their digits to find figures in."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from shebao.reading.document import Block, Grid, Image, Line
from shebao.report.account import Part
from shebao.report.provenance import Figure, Place

_NUMBER = re.compile(r"\d+(?:[,，]\d{3})*(?:[.．]\d+)?")
_NOT_DIGIT = re.compile(r"\D+")
_REACH = 60  # digits after the line where a wrapped figure begins
_FORMULA = re.compile(r"[行栏]\s*[=＝]|[行栏]\s*[）)]?\s*[;；。]|各[行栏]")
_LEAD = re.compile(r"[ \t　(（\-•]*+")
Key = tuple[int | None, int | None, float]


class Edges:
    """What is found once for all numbers of a line: where its text begins and ends (its first and last character that is no
    space, and the first that may not stand before an ordinal), and whether it prints a formula of a table."""

    def __init__(self, line: str) -> None:
        lead = _LEAD.match(line)
        self._line = line
        self.first = len(line) - len(line.lstrip())
        self.last = len(line.rstrip()) - 1
        self.lead = lead.end() if lead else 0

    @cached_property
    def has_formula(self) -> bool:
        """Whether a printed formula stands in the line."""
        return bool(_FORMULA.search(self._line))


@dataclass(slots=True, eq=False)
class Token:
    """One number as printed: text[start:end] of its line or cell, with what stands before and after it in running text."""

    text: str
    line: str
    start: int
    end: int
    place: Place
    index: int  # of its block
    part: Part
    at: int  # of its first digit in the stream
    digits: str
    edges: Edges
    row: int = 0  # of a grid
    before: str = ""
    after: str = ""
    figures: list[Figure] = field(default_factory=list)
    taken: int = 0  # digits that figures claimed
    absorbed: bool = False  # part of a number that begins with another token


def digits_of(text: str) -> str:
    """The ASCII digits of a printed number."""
    bare = _NOT_DIGIT.sub("", text)
    return bare if bare.isascii() else "".join(str(int(digit)) for digit in bare)


def tokens_of(blocks: Sequence[Block], parts: Mapping[int, Part]) -> list[Token]:
    """Every number token in reading order."""
    found: list[Token] = []
    at = 0
    last: list[Token] = []  # those at the very end of the line before, which the next goes on with
    tail = ""
    for index, block in enumerate(blocks):
        part = parts.get(index, Part.OTHER)
        for row, text, place in _texts(block):
            fresh: list[Token] = []
            edges = Edges(text)
            for match in _NUMBER.finditer(text):
                digits = digits_of(match[0])
                fresh.append(
                    Token(match[0], text, match.start(), match.end(), place, index, part, at, digits, edges, row)
                )
                at += len(digits)
            if isinstance(block, Line):
                stripped = text.strip()
                for token in last:
                    token.after = stripped[:6]
                for token in fresh:
                    if token.start <= edges.first:
                        token.before = tail
                last = [token for token in fresh if token.end > edges.last]
                tail = stripped[-6:]
            found.extend(fresh)
    return found


def _texts(block: Block) -> Iterator[tuple[int, str, Place]]:
    if isinstance(block, Line):
        yield 0, block.text, block.place
    elif isinstance(block, Grid):
        for index, row in enumerate(block.rows):
            for cell in row:
                if cell is not None and cell.text:
                    yield index, cell.text, cell.place
    elif isinstance(block, Image) and block.text:
        for text in block.text.splitlines():
            yield 0, text, block.place


class Stream:
    """The digits of all tokens in a row; figures and marks claim runs of them by place."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self._digits = "".join(token.digits for token in tokens)
        self._owner = [token for token in tokens for _ in token.digits]
        self._free = bytearray(b"\1" * len(self._digits))
        self._ends = {token.at + len(token.digits) for token in tokens}
        self._at: dict[Key, list[Token]] = {}
        self._past: dict[tuple[int, str], int] = {}  # tokens of a line that were claimed before stay claimed
        self._gone: set[tuple[int, str]] = set()
        for token in tokens:
            self._at.setdefault(_key(token.place), []).append(token)
        self._first = sorted((here[0] for here in self._at.values() if here[0].place.line), key=_line)
        self._lines = [_line(token) for token in self._first]

    def claim(self, text: str, place: Place, figure: Figure | None) -> Token | None:
        """The token that prints `text` at (or just after) a place, now claimed; None where none is left that does."""
        digits = digits_of(text)
        here = self._at.get(_key(place)) or self._below(place)
        if not digits or not here:
            return None
        start = self._find(digits, here)
        if start is None:
            return self._again(digits, here, figure)
        self._free[start : start + len(digits)] = bytes(len(digits))
        token = self._owner[start]
        for position in range(start, start + len(digits)):
            owner = self._owner[position]
            owner.taken += 1
            if owner is not token and not owner.absorbed:
                owner.absorbed = True
                token.text += owner.text
        if figure is not None:
            token.figures.append(figure)
        return token

    def _below(self, place: Place) -> Sequence[Token]:
        """The next line with numbers, where what was read at a line without any goes on."""
        if place.line is None:
            return ()
        at = bisect_left(self._lines, (place.page or 0, place.line))
        return self._at[_key(self._first[at].place)] if at < len(self._lines) else ()

    def _find(self, digits: str, here: Sequence[Token]) -> int | None:
        key = (here[0].at, digits)
        for index in range(self._past.get(key, 0), len(here)):
            if here[index].digits == digits and self._is_free(here[index].at, digits):
                self._past[key] = index
                return here[index].at
        if key in self._gone:
            return None
        self._past[key] = len(here)
        found = self._find_joined(digits, here)
        if found is None:
            self._gone.add(key)
        return found

    def _find_joined(self, digits: str, here: Sequence[Token]) -> int | None:
        """The digits as the beginning of a token, as some tokens together, or within one."""
        joined = None
        for token in here:
            if self._digits.startswith(digits, token.at) and self._is_free(token.at, digits):
                if token.at + len(digits) in self._ends:
                    return token.at
                joined = token.at if joined is None else joined
        if joined is not None:
            return joined
        first, stop = here[0].at, here[-1].at + len(here[-1].digits) + _REACH
        found = self._digits.find(digits, first, stop)
        while found >= 0 and not (self._is_whole(found, digits) and self._is_free(found, digits)):
            found = self._digits.find(digits, found + 1, stop)
        return found if found >= 0 else None

    def _is_whole(self, start: int, digits: str) -> bool:
        """Whether a run of digits lies within one token (glued figures), or is some tokens and nothing else."""
        token = self._owner[start]
        return start + len(digits) <= token.at + len(token.digits) or (
            start == token.at and start + len(digits) in self._ends
        )

    def _again(self, digits: str, here: Sequence[Token], figure: Figure | None) -> Token | None:
        """A second figure of one print."""
        token = next((token for token in here if token.digits == digits), None)
        if token is not None and figure is not None:
            token.figures.append(figure)
        return token

    def _is_free(self, start: int, digits: str) -> bool:
        return self._free.find(0, start, start + len(digits)) < 0

    def left(self) -> Iterator[Token]:
        """The tokens with digits that nothing claimed, in reading order."""
        return (token for token in self.tokens if token.taken < len(token.digits) and not token.absorbed)


def _key(place: Place) -> Key:
    return place.page, place.line, round(place.box.top, 1) if place.box else 0.0


def _line(token: Token) -> tuple[int, int]:
    return token.place.page or 0, token.place.line or 0
