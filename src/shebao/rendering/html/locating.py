"""Where a finding's quote stands in a document: found by its place and characters, whatever spaces lie between."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from shebao.reading.document import Document, Grid, Line
from shebao.report.provenance import Place, Source

_NEAR = 4000
_LONGEST_QUOTE = 3000
_LONGEST_STATED = 40
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?%?")


@dataclass(frozen=True, slots=True)
class Spot:
    """A text of the document: block number, and row and column where it is a cell of a grid (−1 where it is not)."""

    block: int
    row: int = -1
    column: int = -1


@dataclass(frozen=True, slots=True)
class Stretch:
    """text[start:end] of a spot; end < 0 is the whole."""

    spot: Spot
    start: int = 0
    end: int = -1


@dataclass(slots=True)
class _Flat:
    """A page's characters without spaces, each with the text it stands in."""

    characters: str = ""
    starts: list[int] = field(default_factory=list)
    spots: list[Spot] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


class Locator:
    """Finds sources in a document."""

    def __init__(self, document: Document) -> None:
        self._pages: dict[int | None, _Flat] = {}
        self._by_place: dict[tuple[int | None, int | None], list[tuple[_Flat, int]]] = {}
        self._texts: dict[Spot, str] = {}
        number = 0
        for page in document.pages:
            flat = _Flat()
            parts: list[str] = []
            length = 0
            for block in page.blocks:
                for spot, text, place in _texts(number, block):
                    squeezed = "".join(text.split())
                    self._texts[spot] = text
                    self._by_place.setdefault((place.page, place.line), []).append((flat, len(flat.spots)))
                    flat.starts.append(length)
                    flat.spots.append(spot)
                    flat.texts.append(text)
                    flat.places.append(place)
                    parts.append(squeezed)
                    length += len(squeezed)
                number += 1
            flat.characters = "".join(parts)
            self._pages[page.number] = flat

    def find(self, source: Source) -> tuple[Stretch, ...]:
        """The stretches of text that a source is; empty where its place is unknown and its characters are not found."""
        quote = "".join(source.quote.split())[:_LONGEST_QUOTE]
        near = self._near(source.place)
        if near is not None:
            flat, index = near
            start = flat.starts[index]
            if quote:
                at = flat.characters.find(quote, start, start + _NEAR + len(quote))
                if at < 0:
                    at = flat.characters.rfind(quote, max(0, start - _NEAR), start + len(quote))
                if at >= 0:
                    return tuple(_stretches(flat, at, at + len(quote)))
            return (Stretch(flat.spots[index]),)
        if len(quote) < 4:
            return ()
        pages = [self._pages[source.place.page]] if source.place.page in self._pages else list(self._pages.values())
        for flat in pages:
            at = flat.characters.find(quote)
            if at >= 0:
                return tuple(_stretches(flat, at, at + len(quote)))
        return ()

    def within(self, stretches: Sequence[Stretch], stated: str) -> Stretch | None:
        """Where in the stretches of a quote the words or the figure stand that a finding is about; None where they do not."""
        number = _NUMBER.search(stated)
        for wanted in dict.fromkeys(("".join(stated.split()), number[0] if number else "")):
            for stretch in stretches if wanted else ():
                text = self._texts[stretch.spot]
                stop = len(text) if stretch.end < 0 else stretch.end
                spaced = r"\s*".join(map(re.escape, wanted[:_LONGEST_STATED]))
                found = re.compile(rf"(?<![\d.,]){spaced}(?![.,]?\d)").search(text, stretch.start, stop)
                if found is not None and found.end() - found.start() < stop - stretch.start:
                    return Stretch(stretch.spot, found.start(), found.end())
        return None

    def _near(self, place: Place) -> tuple[_Flat, int] | None:
        """The text at a place: by box where there are several on one line, else the first of the line."""
        if place.line is None and place.box is None:
            return None
        found = self._by_place.get((place.page, place.line)) or []
        for flat, index in found:
            if flat.places[index] == place:
                return flat, index
        box = place.box
        if box is None:
            return found[0] if found else None
        flat_of_page = self._pages.get(place.page)
        candidates = found or ([(flat_of_page, i) for i in range(len(flat_of_page.spots))] if flat_of_page else [])
        boxed = [(flat, i, other) for flat, i in candidates if (other := flat.places[i].box) is not None]
        if not boxed:
            return found[0] if found else None
        flat, index, _ = min(boxed, key=lambda item: abs(item[2].top - box.top) * 4 + abs(item[2].x0 - box.x0))
        return flat, index


def _texts(number: int, block: object) -> Iterator[tuple[Spot, str, Place]]:
    if isinstance(block, Line):
        yield Spot(number), block.text, block.place
    elif isinstance(block, Grid):
        for r, row in enumerate(block.rows):
            for c, cell in enumerate(row):
                if cell is not None:
                    yield Spot(number, r, c), cell.text, cell.place


def _stretches(flat: _Flat, start: int, end: int) -> Iterator[Stretch]:
    """Positions among the characters without spaces as stretches of the texts they came from."""
    index = max(bisect_right(flat.starts, start) - 1, 0)
    while index < len(flat.spots) and flat.starts[index] < end:
        text = flat.texts[index]
        offsets = [i for i, character in enumerate(text) if not character.isspace()]
        first = max(start - flat.starts[index], 0)
        last = min(end - flat.starts[index], len(offsets))
        if first < last:
            yield Stretch(flat.spots[index], offsets[first], offsets[last - 1] + 1)
        index += 1


def spans(text: str, stretches: Sequence[tuple[Stretch, str]]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """`text` cut at the ends of the stretches: each piece with the labels of the stretches that cover it."""
    ranges = [(s.start, len(text) if s.end < 0 else s.end, label) for s, label in stretches]
    cuts = sorted({0, len(text), *(max(0, a) for a, _, _ in ranges), *(min(b, len(text)) for _, b, _ in ranges)})
    for a, b in pairwise(cuts):
        yield text[a:b], tuple(label for first, last, label in ranges if first <= a and b <= last)
