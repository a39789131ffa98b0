"""Where something was read: file place, exact characters, and running text that remembers its lines."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from shebao.money import Interval, Number


class Box(NamedTuple):
    """A rectangle on a page in PDF points, origin at the top left of the page as displayed."""

    x0: float
    top: float
    x1: float
    bottom: float

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(
            min(self.x0, other.x0), min(self.top, other.top), max(self.x1, other.x1), max(self.bottom, other.bottom)
        )


class Place(NamedTuple):
    """One line or cell of a file: page (from 1), line (from 1, in text files the file's own), box (PDF only)."""

    page: int | None = None
    line: int | None = None
    box: Box | None = None


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Source:
    """The exact characters something was read from, and where they stand."""

    quote: str
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A printed figure: its characters, number, unit as printed (元, 万元, %, 个 …; '' where none) and source.

    Two figures are the same only where they are the same print: figures compare by identity.
    """

    text: str
    number: Number
    unit: str
    source: Source

    @property
    def value(self) -> Decimal:
        """The number as printed, in the figure's own unit."""
        return self.number.value

    @property
    def interval(self) -> Interval:
        """The values that print as this figure, in the figure's own unit."""
        return self.number.interval


@dataclass(frozen=True, slots=True)
class Passage:
    """Running text joined from lines: `starts[i]` is the offset in `text` where the line at `places[i]` begins."""

    text: str
    starts: tuple[int, ...]
    places: tuple[Place, ...]

    def source(self, start: int, end: int) -> Source:
        """The source of text[start:end]: place of its first line, box around all its lines of the same page."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = max(bisect_right(self.starts, max(end - 1, start)) - 1, first)
        place = self.places[first]
        box = place.box
        for other in self.places[first + 1 : last + 1]:
            if box is not None and other.box is not None and other.page == place.page:
                box = box.union(other.box)
        return Source(self.text[start:end], Place(place.page, place.line, box))
