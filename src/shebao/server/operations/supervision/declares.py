"""What supervision declares: its words in the log, what waits for whom, its demo."""

from __future__ import annotations

from shebao.server.operations.cases.declares import REVIEW_CASES, SUPERVISE_CASES
from shebao.server.platform.declarations import Action, Declarations, Inbox

PROMISE_CHECKED = Action("promise_checked", "核查告知承诺")
TRUST_RESTORED = Action("trust_restored", "信用修复")
CASE_UNDONE = Action("case_undone", "撤销当日误办")
SAMPLES_DRAWN = Action("samples_drawn", "抽取抽查件")
SAMPLE_CHECKED = Action("sample_checked", "抽查办件")
LEVEL_SET = Action("level_set", "设定经办层级")
LINES_SET = Action("lines_set", "限定险种")
ABSENCE_SET = Action("absence_set", "安排代办")

DECLARATIONS = Declarations(
    actions=(
        PROMISE_CHECKED,
        TRUST_RESTORED,
        CASE_UNDONE,
        SAMPLES_DRAWN,
        SAMPLE_CHECKED,
        ABSENCE_SET,
        LEVEL_SET,
        LINES_SET,
    ),
    subjects={
        "supervision.draw": "抽查",
        "cases.draw": "抽查",
        "cases.absence": "不在岗",
        "cases.officelevel": "经办层级",
        "cases.linelimit": "险种范围",
    },
    inbox=(
        Inbox("supervision", (REVIEW_CASES, SUPERVISE_CASES), "shebao.server.operations.supervision.waiting:waiting"),
    ),
    demo="shebao.server.operations.supervision.demo",
)
