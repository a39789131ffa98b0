"""What coverage declares: who takes lists in and follows gaps up, who confirms lists, log, states, menu, roles, inbox."""

from __future__ import annotations

from pathlib import Path

from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.platform.declarations import Action, Declarations, Inbox, Menu, Permission

RECEIVE = Permission("receive_coverage", "参保扩面：接收部门名单，登记跟进情况")
REVIEW = Permission("review_coverage", "确认困难群体名单", decides=True)

LIST_RECEIVED = Action("coverage_list_received", "接收部门名单")
LIST_DECIDED = Action("coverage_list_decided", "确认困难群体名单")
GAP_FOLLOWED = Action("coverage_gap_followed", "登记跟进情况")

WORDS = {
    "quarantined": ("隔离", "bad"),
    "repeated": ("重复送达", "neutral"),
    "taken": ("已比对", "good"),
    "review": ("待确认", "attention"),
    "writing": ("登记中", "info"),
    "done": ("已确认", "good"),
    "refused": ("不同意", "bad"),
    "faulty": ("不能登记", "bad"),
}
STANDINGS = {"reached": ("已落实", "good"), "gap": ("未落实", "bad"), "open": ("不能判断", "attention")}

DECLARATIONS = Declarations(
    permissions=(RECEIVE, REVIEW),
    actions=(LIST_RECEIVED, LIST_DECIDED, GAP_FOLLOWED),
    subjects={"coverage.partnerlist": "部门名单", "coverage.listedrow": "名单里的一行"},
    states={"partner_list": WORDS, "coverage_standing": STANDINGS},
    menu=(Menu("/coverage/", "参保扩面", VIEW_RECORDS, rank=57),),
    inbox=(Inbox("coverage", (RECEIVE, REVIEW), "shebao.server.operations.coverage.waiting:waiting"),),
    roles=(Path(__file__).with_name("roles.yaml"),),
)
