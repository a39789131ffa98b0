"""Numbers and sources of tokens: a figure of a text, the weight in a heading, a row as one source."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shebao.money import parse_number
from shebao.reading.forms.tokens import Gap, Token
from shebao.reading.forms.vocabulary import caption
from shebao.report.provenance import Figure, Place, Source

_BARE_WEIGHT = re.compile(r"[(（]\s*(\d{1,3}(?:\.\d{1,2})?)\s*[)）]\s*$")
_FIGURE = re.compile(r"([-−]?\d[\d,，]*(?:\.\d+)?)\s*(%|分|万元|元)?")


def figure(text: str, source: Source, unit: str = "") -> Figure | None:
    """The number that the text is (a unit may follow), as a figure; None where it is none."""
    text = text.strip().replace("％", "%")
    match = _FIGURE.fullmatch(text)
    number = parse_number(match[1]) if match else None
    if match is None or number is None:
        return None
    return Figure(match[1], number, match[2] or unit, source)


def weight_in(source: Source) -> Figure | None:
    """The weight in brackets within a heading or name （12.5分）."""
    printed = caption(source.quote)
    number = parse_number(printed) if printed else None
    return Figure(printed, number, "分", source) if number else None


def weight_of_heading(source: Source) -> Figure | None:
    """The weight in brackets at the end of a heading, with or without 分 （40）."""
    found = weight_in(source)
    match = None if found else _BARE_WEIGHT.search(source.quote)
    number = parse_number(match[1]) if match else None
    return Figure(match[1], number, "分", source) if match and number else found


def joined_source(tokens: Sequence[Token]) -> Source:
    """Tokens as one source: pieces of a wrapped cell without, words of one line with a space."""
    parts = [tokens[0].text]
    for token in tokens[1:]:
        spaced = token.gap in {Gap.SPACE, Gap.CELL, Gap.COLUMN}
        parts.append((" " if spaced else "") + token.text)
    return Source("".join(parts), tokens[0].place)


def row_source(tokens: Sequence[Token]) -> Source:
    """A row as one source, with the box around it."""
    place = tokens[0].place
    box = place.box
    for token in tokens[1:]:
        if box is not None and token.place.box is not None and token.place.page == place.page:
            box = box.union(token.place.box)
    parts = [tokens[0].text]
    for token in tokens[1:]:
        parts.append(("" if token.gap in {Gap.LINE, Gap.GLUED} else " ") + token.text)
    return Source("".join(parts), Place(place.page, place.line, box))


_PRINTED = re.compile(r"\d[\d,]*(?:\.\d+)?")


def numbers_in(*sources: Source | None) -> tuple[Figure, ...]:
    """The numbers printed in a target and an actual, as figures."""
    found = []
    for source in sources:
        for match in _PRINTED.finditer(source.quote) if source else ():
            number = parse_number(match.group().rstrip(","))
            if number is not None:
                found.append(
                    Figure(match.group(), number, "", Source(match.group(), source.place if source else Place()))
                )
    return tuple(found)
