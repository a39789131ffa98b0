"""Bars that lie: they hold any number of items, long labels and values below zero."""

from __future__ import annotations

from shebao.composing.charts.columns import labels, scale
from shebao.composing.charts.legend import MARGIN, TOP, names, shades, unit
from shebao.composing.charts.scene import SIZE, WIDTH, Box, Rule, Scene, Shape, Words, width_of, wrapped
from shebao.composing.manuscript import Bar, ChartBlock

_BAR, _LINE, _BETWEEN, _WIDEST_LABEL = 20.0, 17.0, 12.0, 200.0


def bars(chart: ChartBlock) -> Scene:
    """The drawing; a negative value stands left of the line of zero."""
    found = labels(chart)
    label_width = min(_WIDEST_LABEL, max((width_of(label) for label in found), default=0.0))
    texts = [bar for series in chart.series for bar in series.bars]
    right = max((width_of(bar.text) for bar in texts if bar.value >= 0), default=0.0) + 8
    left = max((width_of(bar.text) for bar in texts if bar.value < 0), default=-8.0) + 8
    start = MARGIN + label_width + 10 + left
    pixels, below = scale(chart, WIDTH - MARGIN - right - start)
    zero = start + below
    shapes: list[Shape] = [*unit(chart), *(names(chart) if len(chart.series) > 1 else ())]
    y = TOP
    for label in found:
        lines = wrapped(label, label_width)
        height = max(_BAR * len(chart.series), _LINE * len(lines))
        first = y + (height - _LINE * len(lines)) / 2 + SIZE
        shapes += [Words(MARGIN, first + _LINE * row, line) for row, line in enumerate(lines)]
        top = y + (height - _BAR * len(chart.series)) / 2
        for at, (series, shade) in enumerate(zip(chart.series, shades(chart.series), strict=True)):
            for bar in series.bars:
                if bar.label == label:
                    shapes += _bar(bar, zero, top + at * _BAR, pixels, shade)
        y += height + _BETWEEN
    shapes.append(Rule(zero, TOP - 6, zero, y - _BETWEEN + 6))
    return Scene(y + 2, tuple(shapes))


def _bar(bar: Bar, zero: float, top: float, pixels: float, shade: str) -> list[Shape]:
    length = abs(float(bar.value)) * pixels
    start = zero - length if bar.value < 0 else zero
    body: list[Shape] = [Box(start, top + 2, length, _BAR - 4, shade)] if length else []
    if bar.value < 0:
        return [*body, Words(start - 5, top + 15, bar.text, "end", SIZE - 1)]
    return [*body, Words(start + length + 5, top + 15, bar.text, size=SIZE - 1)]
