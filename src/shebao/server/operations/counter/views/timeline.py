"""Enrolments as a picture: a row a line, a bar a spell, from the first year to the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shebao.operations.record.lines import insurance_lines
from shebao.server.operations.counter.views.shown import ShownSpell

WIDTH, LEFT, ROW, HEAD = 960, 110, 26, 24
_MOST_TICKS = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """A spell: where it lies, how it is doing, and the words for it."""

    x: int
    y: int
    width: int
    tone: str
    told: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The picture: its size, the lines with their places, bars, years, and where today is."""

    height: int
    lines: tuple[tuple[str, int], ...]
    bars: tuple[Bar, ...]
    years: tuple[tuple[int, int], ...]
    today: int
    width: int = WIDTH
    row: int = ROW
    left: int = LEFT


def timeline(spells: Iterable[ShownSpell], today: date) -> Timeline | None:
    """The picture of spells; None where there are none."""
    listed = list(spells)
    if not listed:
        return None
    first = min(one.spell.valid.start for one in listed).replace(month=1, day=1)
    last = date(max(today.year, *(_end(one, today).year for one in listed)) + 1, 1, 1)
    scale = (WIDTH - LEFT) / max((last - first).days, 1)

    def place(day: date) -> int:
        return LEFT + round((min(max(day, first), last) - first).days * scale)

    keys = [key for key in insurance_lines() if any(one.spell.line == key for one in listed)]
    rows = {key: HEAD + number * ROW for number, key in enumerate(keys)}
    bars = tuple(
        Bar(place(one.spell.valid.start), rows[one.spell.line], max(place(_end(one, last)) - place(one.spell.valid.start), 3),
            one.state[1], one.told)
        for one in listed
    )  # fmt: skip
    step = max(1, -(-(last.year - first.year) // _MOST_TICKS))
    years = tuple((year, place(date(year, 1, 1))) for year in range(first.year, last.year + 1, step))
    lines = tuple((insurance_lines()[key].short, y) for key, y in rows.items())
    return Timeline(HEAD + len(keys) * ROW + 6, lines, bars, years, place(today))


def _end(one: ShownSpell, far: date) -> date:
    return one.spell.valid.end or far
