"""Columns side by side: one group a label, one column a series."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from shebao.composing.charts.legend import MARGIN, TOP, names, shades, unit
from shebao.composing.charts.scene import SIZE, WIDTH, Box, Rule, Scene, Shape, Words, width_of, wrapped
from shebao.composing.manuscript import ChartBlock

_PLOT, _LINE, _MOST_LINES = 200.0, 18.0, 3
_WIDEST, _GAP = 64.0, 6.0


def labels(chart: ChartBlock) -> tuple[str, ...]:
    """The labels of all series, each once, in order."""
    return tuple(dict.fromkeys(bar.label for series in chart.series for bar in series.bars))


def columns_fit(chart: ChartBlock) -> bool:
    """Whether all figures and labels have room beside each other."""
    found = labels(chart)
    if not found or not chart.series:
        return False
    group = (WIDTH - 2 * MARGIN) / len(found)
    slot = group * 0.9 / len(chart.series)
    widest = max(width_of(bar.text) for series in chart.series for bar in series.bars)
    return widest + _GAP <= slot and all(len(wrapped(label, group - 12)) <= _MOST_LINES for label in found)


def scale(chart: ChartBlock, room: float) -> tuple[float, float]:
    """Pixels of the unit and of the part below zero, where all values share `room`."""
    values = [bar.value for series in chart.series for bar in series.bars]
    highest, lowest = max([*values, Decimal(0)]), min([*values, Decimal(0)])
    span = highest - lowest
    pixels = room / float(span) if span else 0.0
    return pixels, float(-lowest) * pixels


def columns(chart: ChartBlock) -> Scene:
    """The drawing; a negative value hangs below the line of zero."""
    found = labels(chart)
    group = (WIDTH - 2 * MARGIN) / len(found)
    pixels, below = scale(chart, _PLOT - (2 * SIZE if _negative(chart) else SIZE))
    zero = TOP + _PLOT - below - (SIZE if _negative(chart) else 0)
    bottom = TOP + _PLOT + 4
    shapes: list[Shape] = [*unit(chart), *names(chart)]
    for at, label in enumerate(found):
        left = MARGIN + at * group
        shapes += _group(chart, label, left, group, zero, pixels)
        lines = wrapped(label, group - 12)
        shapes += [
            Words(left + group / 2, bottom + _LINE * (row + 1), line, "middle") for row, line in enumerate(lines)
        ]
    shapes.append(Rule(MARGIN, zero, WIDTH - MARGIN, zero))
    most = max(len(wrapped(label, group - 12)) for label in found)
    return Scene(bottom + _LINE * most + 10, tuple(shapes))


def _negative(chart: ChartBlock) -> bool:
    return any(bar.value < 0 for series in chart.series for bar in series.bars)


def _group(chart: ChartBlock, label: str, left: float, group: float, zero: float, pixels: float) -> Iterator[Shape]:
    widest = max(width_of(bar.text) for series in chart.series for bar in series.bars)
    slot = min(group * 0.9 / len(chart.series), max(widest, _WIDEST) + 2 * _GAP)
    start = left + (group - slot * len(chart.series)) / 2
    width = min(slot - _GAP, _WIDEST)
    for at, (series, shade) in enumerate(zip(chart.series, shades(chart.series), strict=True)):
        middle = start + slot * (at + 0.5)
        for bar in series.bars:
            if bar.label == label:
                height = abs(float(bar.value)) * pixels
                top = zero if bar.value < 0 else zero - height
                if height:
                    yield Box(middle - width / 2, top, width, height, shade)
                under = bar.value < 0
                yield Words(middle, top + height + SIZE if under else top - 5, bar.text, "middle", SIZE - 1)
