"""What `suspicions` declares: who may look, work, check and manage; the words of states and of the log."""

from __future__ import annotations

from pathlib import Path

from shebao.server.operations.suspicions.states import ABSENCE_WORDS, RULING_WORDS, STANDINGS
from shebao.server.platform.declarations import Action, Declarations, Detail, Inbox, Menu, Permission

VIEW_SUSPICIONS = Permission("view_suspicions", "查看疑点")
WORK_SUSPICIONS = Permission("work_suspicions", "核查疑点、提出处理决定")
CHECK_RULINGS = Permission("check_rulings", "复核疑点处理决定", decides=True)
MANAGE_SUSPICIONS = Permission("manage_suspicions", "导入核查结果、分工、重新核查")
REVEAL_SUSPICIONS = Permission("reveal_suspicions", "说明理由后查看疑点中的个人信息全文")

RUN_RECEIVED = Action("suspicions_received", "导入核查结果")
TAKEN = Action("suspicions_taken", "领取或放回疑点")
ASSIGNED = Action("suspicions_assigned", "分派疑点")
RULED = Action("suspicions_ruled", "提出疑点处理决定")
RULING_CHECKED = Action("suspicions_ruling_checked", "办理疑点处理决定")
REOPENED = Action("suspicions_reopened", "重新核查疑点")
EVIDENCE_ADDED = Action("suspicions_evidence", "添加疑点证据")
LIST_RECEIVED = Action("suspicions_list_received", "登记下发名单")
LIST_ANSWERED = Action("suspicions_list_answered", "反馈下发名单")
ABSENCE_CHECKED = Action("suspicions_absence_checked", "确认涉及资金的疑点是否消除")
DUTY_SET = Action("suspicions_duty", "设定疑点分工")

DECLARATIONS = Declarations(
    permissions=(VIEW_SUSPICIONS, WORK_SUSPICIONS, CHECK_RULINGS, MANAGE_SUSPICIONS, REVEAL_SUSPICIONS),
    actions=(
        RUN_RECEIVED,
        TAKEN,
        ASSIGNED,
        RULED,
        RULING_CHECKED,
        REOPENED,
        EVIDENCE_ADDED,
        LIST_RECEIVED,
        LIST_ANSWERED,
        ABSENCE_CHECKED,
        DUTY_SET,
    ),
    subjects={
        "suspicions.suspicion": "疑点",
        "suspicions.run": "核查结果",
        "suspicions.ruling": "疑点处理决定",
        "suspicions.duty": "疑点分工",
        "suspicions.listed": "下发名单",
        "suspicions.absence": "待确认消除",
    },
    details=(
        Detail("outcome", "处理", lambda value: STANDINGS.get(value, (None,))[0]),
        Detail("count", "数量"),
        Detail("as_of", "核查年月"),
    ),
    states={
        "suspicion": STANDINGS,
        "ruling": {state.value: words for state, words in RULING_WORDS.items()},
        "absence": {state.value: words for state, words in ABSENCE_WORDS.items()},
        "listed": {"accepted": ("已接收", "good"), "repeated": ("重复送达", "neutral"), "quarantined": ("隔离", "bad")},
    },
    menu=(Menu("/suspicions/", "疑点核查", VIEW_SUSPICIONS, rank=55, home=3),),
    inbox=(
        Inbox(
            "suspicions",
            (WORK_SUSPICIONS, CHECK_RULINGS, MANAGE_SUSPICIONS),
            "shebao.server.operations.suspicions.waiting:waiting",
        ),
    ),
    roles=(Path(__file__).with_name("roles.yaml"),),
    demo="shebao.server.operations.suspicions.demo",
)
