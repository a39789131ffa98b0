"""What cases declare: who may look at records, start, review and approve cases; states, log, menu, roles, demo, inbox."""

from __future__ import annotations

from pathlib import Path

from shebao.operations.casework.posts import Post
from shebao.operations.casework.states import WORDS
from shebao.server.platform.declarations import Action, Declarations, Detail, Inbox, Permission

VIEW_RECORDS = Permission("view_records", "查看参保人和单位的记录、办件")
START_CASES = Permission(Post.CLERK, "受理办件")
REVIEW_CASES = Permission(Post.REVIEWER, "复核办件", decides=True)
APPROVE_CASES = Permission(Post.APPROVER, "审批办件", decides=True)
SUPERVISE_CASES = Permission(Post.SUPERVISOR, "督办办件：看工作量和超期、转办、抽查、撤销当日误办", decides=True)

CASE_STARTED = Action("case_started", "受理办件")
CASE_MOVED = Action("case_moved", "办理办件")

_WAITING = "shebao.server.operations.cases.waiting:waiting"

DECLARATIONS = Declarations(
    permissions=(VIEW_RECORDS, START_CASES, REVIEW_CASES, APPROVE_CASES, SUPERVISE_CASES),
    actions=(CASE_STARTED, CASE_MOVED),
    subjects={"cases.case": "办件", "records.subject": "参保对象"},
    details=(Detail("step", "步骤"), Detail("version", "事项版本")),
    states={"case": WORDS},
    inbox=(Inbox("cases", (START_CASES, REVIEW_CASES, APPROVE_CASES), _WAITING),),
    roles=(Path(__file__).with_name("roles.yaml"),),
)
