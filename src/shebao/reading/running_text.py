"""Running text as the grammar reads it: no spaces or quotation marks, half-width marks, each character's origin kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shebao.report.provenance import Passage, Source

_DROPPED = frozenset(" \t\r\n\u3000\u00a0\u200b\ufeff“”\"‘’'「」『』《》")
_DELETED = {ord(character): None for character in _DROPPED}
_OPENING = frozenset('“‘「『《"')
_MARKS = str.maketrans("０１２３４５６７８９．％（）〔〕［］：；－−—–～﹣", "0123456789.%()()():;----~-")
_SPLIT_NUMBER = re.compile(r"(?<![\d.,])(\d[\d,]*(?:\.\d*)?)[ \u3000\u00a0]+(?=(\d+(?:\.\d+)?)\s*(%|％)?)")
SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class PlainText:
    """`text` as compared; `offsets[i]` is the position in the passage of text[i]."""

    text: str
    offsets: tuple[int, ...]
    passage: Passage

    def printed(self, start: int, end: int) -> str:
        """The passage's own characters behind text[start:end], which is not empty."""
        return self.passage.text[self.offsets[start] : self.offsets[end - 1] + 1]

    def source(self, start: int, end: int) -> Source:
        """Where text[start:end] stands, with the quotation mark that opens it."""
        if start >= end:
            return self.passage.source(0, 0)
        first = self.offsets[start]
        while first and self.passage.text[first - 1] in _OPENING:
            first -= 1
        return self.passage.source(first, self.offsets[end - 1] + 1)


def plain_text(passage: Passage) -> PlainText:
    """A passage for the grammar. A space between two numbers stays as a separator unless it stands inside one number."""
    text = passage.text.translate(_MARKS)
    separated = [match.end(1) for match in _SPLIT_NUMBER.finditer(passage.text) if not _one_number(match)]
    if separated:
        characters = list(text)
        for position in separated:
            characters[position] = SEPARATOR
        text = "".join(characters)
    offsets = tuple([position for position, character in enumerate(text) if character not in _DROPPED])
    return PlainText(text.translate(_DELETED) if len(offsets) < len(text) else text, offsets, passage)


def _one_number(match: re.Match[str]) -> bool:
    """Whether the digits on both sides of a space are one number that a line break or justification tore apart."""
    left, right, percent = match[1], match[2], match[3]
    if left.endswith("."):
        return "." not in right
    if "." in right or percent:
        return "." not in left and "." in right and len(left) + len(right.split(".")[0]) <= 3 and not percent
    if "." in left:
        return len(left.split(".")[1]) + len(right) <= 2
    return "," in left or len(right) == 3
