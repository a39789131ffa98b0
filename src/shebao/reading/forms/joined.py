"""Tokens as one text to be searched, whatever lines they were broken over, and the way back to tokens."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from shebao.reading.forms.tokens import Gap, Token
from shebao.report.provenance import Passage, Source

CELL = "\t"
"""Stands between cells."""


class Joined:
    """The plain texts of tokens; CELL separates cells and rows of tables, nothing separates pieces of lines."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.starts: list[int] = []
        parts: list[str] = []
        length = 0
        for token in tokens:
            if token.gap in {Gap.COLUMN, Gap.ROW} and parts:
                parts.append(CELL)
                length += 1
            self.starts.append(length)
            parts.append(token.plain)
            length += len(token.plain)
        self.text = "".join(parts)

    def token_at(self, offset: int) -> int:
        """The index of the token that holds the character at `offset`."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def begins(self, offset: int) -> bool:
        """Whether a token begins at `offset`."""
        index = self.token_at(offset)
        return bool(self.starts) and self.starts[index] == offset

    def first_in(self, start: int, stop: int, pattern: re.Pattern[str]) -> int:
        """Where in text[start:stop] the first token begins that matches the pattern, `stop` where none does."""
        found = (each for each in self.starts if start <= each < stop)
        return next((each for each in found if pattern.match(self.text, each)), stop)

    def raw(self, start: int, stop: int) -> str:
        """The characters as printed of text[start:stop], without spaces between pieces of lines."""
        return "".join(text for text, _ in self._pieces(start, stop))

    def source(self, start: int, stop: int) -> Source:
        """The source of text[start:stop], at the place of its first token."""
        return Source(self.raw(start, stop), self.tokens[self.token_at(start)].place)

    def passage(self, start: int, stop: int) -> Passage:
        """Running text from text[start:stop]."""
        texts, starts, places, length = [], [], [], 0
        for text, index in self._pieces(start, stop):
            texts.append(text)
            starts.append(length)
            places.append(self.tokens[index].place)
            length += len(text)
        return Passage("".join(texts), tuple(starts), tuple(places))

    def _pieces(self, start: int, stop: int) -> list[tuple[str, int]]:
        found = []
        index = self.token_at(start)
        while index < len(self.tokens) and self.starts[index] < stop:
            token, begin = self.tokens[index], self.starts[index]
            low, high = max(start - begin, 0), min(stop - begin, len(token.plain))
            if low < high:
                found.append((_cut(token, low, high), index))
            index += 1
        return found


def _cut(token: Token, low: int, high: int) -> str:
    if low == 0 and high == len(token.plain):
        return token.text
    printed = "".join(token.text.split())
    return printed[low:high] if len(printed) == len(token.plain) else token.plain[low:high]
