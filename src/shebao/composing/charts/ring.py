"""A ring of parts with its legend: numbers join the two, so that it is read in grey as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from shebao.composing.charts.legend import MARGIN, unit
from shebao.composing.charts.scene import (
    INK,
    SHADES,
    SIZE,
    WIDTH,
    Arc,
    Box,
    Scene,
    Shape,
    Words,
    dark,
    on_circle,
    width_of,
    wrapped,
)
from shebao.composing.manuscript import Bar, ChartBlock
from shebao.money import format_amount

_OUTER, _INNER = 96.0, 52.0
_LEFT, _LIST = 130.0, 270.0
_ROW, _LINE, _TOP = 26.0, 17.0, 36.0
_MOST_PARTS = 12
_SMALLEST_NUMBERED = 0.045


def ring_fits(chart: ChartBlock) -> bool:
    """Whether it is one whole of parts that are not negative and not all zero, with figures that leave room for names."""
    parts = [bar for series in chart.series for bar in series.bars]
    return (
        len(chart.series) == 1
        and any(bar.value for bar in parts)
        and all(bar.value >= 0 for bar in parts)
        and max(width_of(bar.text) for bar in parts) <= 200
    )


def ring(chart: ChartBlock) -> Scene:
    """The drawing: parts clockwise from the top in their order, the list of all parts beside it."""
    parts = gathered(chart.series[0].bars)
    rows = [wrapped(part.label, WIDTH - MARGIN - _LIST - 28 - width_of(part.text) - 16) for part in parts]
    listed = sum(_ROW + _LINE * (len(lines) - 1) for lines in rows)
    height = max(2 * _OUTER, listed) + _TOP + 16
    middle = _TOP + (height - _TOP - 16) / 2
    shapes: list[Shape] = [*unit(chart), *_arcs(parts, middle)]
    top = middle - listed / 2
    for at, (part, lines) in enumerate(zip(parts, rows, strict=True)):
        shapes += _row(at, part, lines, top)
        top += _ROW + _LINE * (len(lines) - 1)
    return Scene(height, tuple(shapes))


def gathered(parts: Sequence[Bar]) -> tuple[Bar, ...]:
    """The parts; where there are too many to tell apart, the smallest become one, which says how many it holds."""
    if len(parts) <= _MOST_PARTS:
        return tuple(parts)
    kept = set(sorted(range(len(parts)), key=lambda at: -parts[at].value)[: _MOST_PARTS - 1])
    rest = [part.value for at, part in enumerate(parts) if at not in kept]
    total = sum(rest, Decimal(0))
    named = Bar(f"其余{len(rest)}项", total, format_amount(total))
    return (*(part for at, part in enumerate(parts) if at in kept), named)


def _arcs(parts: Sequence[Bar], middle: float) -> Iterator[Shape]:
    total = sum((part.value for part in parts), Decimal(0))
    before = Decimal(0)
    for at, part in enumerate(parts):
        start, end = float(before / total), float((before + part.value) / total)
        before += part.value
        if part.value:
            yield Arc(_LEFT, middle, _OUTER, _INNER, start, end, _shade(at))
    before = Decimal(0)
    for at, part in enumerate(parts):
        share, centre = float(part.value / total), float((before + part.value / 2) / total)
        before += part.value
        if share >= _SMALLEST_NUMBERED and len(parts) > 1:
            x, y = on_circle(_LEFT, middle, (_OUTER + _INNER) / 2, centre)
            yield Words(x, y + SIZE * 0.36, str(at + 1), "middle", colour=_on(_shade(at)))


def _row(at: int, part: Bar, lines: Sequence[str], top: float) -> Iterator[Shape]:
    yield Box(_LIST, top + 4, 18, 18, _shade(at))
    yield Words(_LIST + 9, top + 4 + 9 + SIZE * 0.33, str(at + 1), "middle", SIZE - 2, _on(_shade(at)))
    for row, line in enumerate(lines):
        yield Words(_LIST + 28, top + 18 + row * _LINE, line)
    yield Words(WIDTH - MARGIN, top + 18, part.text, "end")


def _shade(at: int) -> str:
    return SHADES[at % len(SHADES)]


def _on(colour: str) -> str:
    return "#ffffff" if dark(colour) else INK
