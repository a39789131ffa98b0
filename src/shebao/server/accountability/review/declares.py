"""What `review` declares: what each step from the unit to the public leaves in the log."""

from __future__ import annotations

from shebao.server.accountability.unit_years.declares import TAKING_PART, VIEW_UNIT_YEAR
from shebao.server.accountability.unit_years.states import State
from shebao.server.platform.declarations import Action, Declarations, Detail, Inbox, Menu

_STATES = {state.value: state.label for state in State}

DECLARATIONS = Declarations(
    actions=(
        Action("check", "完成自查"),
        Action("submit", "提交审核"),
        Action("withdraw", "撤回"),
        Action("return", "退回"),
        Action("send_back", "财政部门退回"),
        Action("accept", "审核通过"),
        Action("approve", "批复"),
        Action("publish", "公开"),
        Action("correct", "更正公开"),
        Action("rectification", "要求整改"),
    ),
    details=(
        Detail("source", "原状态", _STATES.get),
        Detail("target", "新状态", _STATES.get),
        Detail("approved_on", "批复日期"),
        Detail("document_number", "文号"),
        Detail("due_on", "完成期限"),
        Detail("responsible", "责任人"),
        Detail("task", "整改事项"),
    ),
    menu=(Menu("/cycle/", "到期提醒", VIEW_UNIT_YEAR, rank=40),),
    demo="shebao.server.accountability.review.demo",
    inbox=(Inbox("cycle", TAKING_PART, "shebao.server.accountability.review.waiting:waiting"),),
)
