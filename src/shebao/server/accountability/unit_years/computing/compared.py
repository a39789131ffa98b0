"""The main figures of a closing that are compared over units: table cells, running costs, budget and what was spent of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shebao.accounts.closing.closing import Closing
from shebao.accounts.output.summary import COMPARED

RUNNING_COSTS = "机关运行经费"
BUDGET, SPENT = "全年预算", "预算内支出"


def main_figures(closing: Closing, progress: Mapping[str, Any]) -> dict[str, int]:
    """Measure → fen. 机关运行经费 only where the unit reports it; budget and spending as in the last month of `progress`."""
    figures = {name: closing.amounts.get(address, 0) for name, address in COMPARED.items()}
    if closing.annex.running_costs:
        figures[RUNNING_COSTS] = figures["公用经费"]
    lines = progress["months"][str(progress["last"])]["lines"] if progress.get("last") else []
    budget = sum(line["budget_fen"] for line in lines)
    if budget > 0:
        figures[BUDGET] = budget
        figures[SPENT] = sum(line["spent_fen"] for line in lines)
    return figures
