"""Which drawing shows a chart best: columns, a ring, or bars that hold any number of items, any label and any sign."""

from __future__ import annotations

from shebao.composing.charts.bars import bars
from shebao.composing.charts.columns import columns, columns_fit
from shebao.composing.charts.ring import ring, ring_fits
from shebao.composing.charts.scene import Scene
from shebao.composing.manuscript import ChartBlock, ChartKind


def drawn(chart: ChartBlock) -> Scene:
    """The drawing of a chart."""
    if chart.kind is ChartKind.SHARES and ring_fits(chart):
        return ring(chart)
    if chart.kind is ChartKind.GROUPED and columns_fit(chart):
        return columns(chart)
    return bars(chart)
