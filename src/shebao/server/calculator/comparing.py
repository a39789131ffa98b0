"""Earlier and later side by side: the months that people choose between, and their chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from shebao.policy.answers import Comparison
from shebao.policy.arithmetic import unscaled
from shebao.server.platform.web.charts import Series, bar_chart

_YEAR = 12


@dataclass(frozen=True, slots=True)
class Chosen:
    """A month beside the others; `wished` where somebody asked for it."""

    comparison: Comparison
    wished: bool

    @property
    def words(self) -> str:
        """The month as people write it: 2025年5月."""
        year, _, month = self.comparison.month.partition("-")
        return f"{year}年{int(month)}月"


def side_by_side(comparison: Sequence[Comparison], wished: str) -> list[Chosen]:
    """The first and the last month, the statutory one, the one wished, and each a whole year away from the statutory one."""
    on_time = next((place for place, each in enumerate(comparison) if each.timing == "按时"), 0)
    last = len(comparison) - 1
    return [
        Chosen(each, each.month == wished)
        for place, each in enumerate(comparison)
        if place in (0, last) or (place - on_time) % _YEAR == 0 or each.month == wished
    ]


def chart(months: Sequence[Chosen]) -> SafeString:
    """The monthly pension of each of these months as a bar."""
    amounts = [unscaled(each.comparison.total, 100) for each in months]
    return bar_chart("每月养老金", [each.comparison.month for each in months], [Series("每月养老金", amounts)], "元")
