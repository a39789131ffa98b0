"""Earlier and later side by side: the months that people choose between, and the chart of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from shebao.policy.answers import Comparison
from shebao.policy.arithmetic import unscaled
from shebao.server.platform.web.charts import Series, line_chart

_YEAR = 12


@dataclass(frozen=True, slots=True)
class Chosen:
    """A month beside the others; `wished` where somebody asked for it."""

    comparison: Comparison
    wished: bool


def side_by_side(comparison: Sequence[Comparison], wished: str) -> list[Chosen]:
    """The first and the last month, the statutory one, the one wished, and each a whole year away from the statutory one."""
    on_time = next((place for place, each in enumerate(comparison) if each.timing == "按时"), 0)
    last = len(comparison) - 1
    return [
        Chosen(each, each.month == wished)
        for place, each in enumerate(comparison)
        if place in (0, last) or (place - on_time) % _YEAR == 0 or each.month == wished
    ]


def chart(comparison: Sequence[Comparison]) -> SafeString:
    """The monthly pension by month of retirement, a line for each way: earlier, on time, later."""
    ways = dict.fromkeys(each.timing for each in comparison)
    series = [
        Series(way, [unscaled(each.total, 100) if each.timing == way else None for each in comparison]) for way in ways
    ]
    return line_chart("不同退休月份的每月养老金", [each.month for each in comparison], series, "元")
