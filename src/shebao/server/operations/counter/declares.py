"""What the counter declares: searches in vain and restrictions in the log, its place in the menu, what waits for whom."""

from __future__ import annotations

from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.platform.access.declares import RESTRICT_PERSONS
from shebao.server.platform.declarations import Action, Declarations, Inbox, Menu

SEARCHED_IN_VAIN = Action("counter_searched_in_vain", "查找没有结果")
RESTRICTION_ASKED = Action("restriction_asked", "提出限制或解除限制")
RESTRICTION_REFUSED = Action("restriction_refused", "不同意限制或解除限制")
FOUND_DIFFERENT = Action("counter_found_different", "核对为不是同一人")

DECLARATIONS = Declarations(
    actions=(SEARCHED_IN_VAIN, RESTRICTION_ASKED, RESTRICTION_REFUSED, FOUND_DIFFERENT),
    subjects={"counter.asked": "限制申请", "counter.likeness": "疑似重复登记"},
    menu=(
        Menu("/counter/", "综合柜员", VIEW_RECORDS, rank=52, home=4),
        Menu("/counter/alike/", "疑似重复登记", VIEW_RECORDS, rank=57),
        Menu("/counter/restrictions/", "受限的参保人", RESTRICT_PERSONS, rank=93),
    ),
    inbox=(Inbox("counter", (RESTRICT_PERSONS,), "shebao.server.operations.counter.waiting:waiting"),),
    demo="shebao.server.operations.counter.demo",
)
