"""What the counter declares: its place in the menu."""

from __future__ import annotations

from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.platform.declarations import Action, Declarations, Menu

SEARCHED_IN_VAIN = Action("counter_searched_in_vain", "查找没有结果")

DECLARATIONS = Declarations(
    actions=(SEARCHED_IN_VAIN,), menu=(Menu("/counter/", "综合柜员", VIEW_RECORDS, rank=52, home=4),)
)
