"""What stands above every chart: the unit of its numbers and the names of its series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shebao.composing.charts.scene import SHADES, SOFT_INK, WIDTH, Box, Shape, Words, width_of
from shebao.composing.manuscript import ChartBlock, Series

MARGIN = 8.0
TOP = 40.0
_SIZE, _SWATCH, _GAP = 13.0, 11.0, 18.0


def shades(series: Sequence[Series]) -> tuple[str, ...]:
    """A shade for each series: the newest year is the darkest."""
    newest_first = sorted(range(len(series)), key=lambda at: series[at].name, reverse=True)
    return tuple(SHADES[newest_first.index(at) % len(SHADES)] for at in range(len(series)))


def unit(chart: ChartBlock) -> Iterator[Shape]:
    """The unit, unless the caption says it."""
    if chart.unit and f"单位：{chart.unit}" not in chart.caption:
        yield Words(MARGIN, 20, f"单位：{chart.unit}", size=_SIZE, colour=SOFT_INK)


def names(chart: ChartBlock) -> Iterator[Shape]:
    """A swatch and a name for each series, at the right."""
    left = WIDTH - MARGIN
    for series, shade in reversed(list(zip(chart.series, shades(chart.series), strict=True))):
        left -= width_of(series.name, _SIZE)
        yield Words(left, 20, series.name, size=_SIZE)
        left -= _SWATCH + 6
        yield Box(left, 9.5, _SWATCH, _SWATCH, shade)
        left -= _GAP
