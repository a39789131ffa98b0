"""What contributions declare: who assesses and who reviews, log, states, menu, roles, inbox."""

from __future__ import annotations

from pathlib import Path

from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.contributions.states import WORDS
from shebao.server.platform.declarations import Action, Declarations, Detail, Inbox, Menu, Permission

ASSESS = Permission("assess_contributions", "核定应缴：发起按月核定")
REVIEW_ASSESSMENTS = Permission("review_assessments", "复核应缴核定", decides=True)

RUN_STARTED = Action("assessment_started", "发起应缴核定")
RUN_MOVED = Action("assessment_moved", "办理应缴核定")

DECLARATIONS = Declarations(
    permissions=(ASSESS, REVIEW_ASSESSMENTS),
    actions=(RUN_STARTED, RUN_MOVED),
    subjects={"contributions.monthrun": "应缴核定"},
    details=(Detail("month", "费款所属期"), Detail("place", "参保地")),
    states={"month_run": WORDS},
    menu=(Menu("/contributions/", "缴费核定", VIEW_RECORDS, rank=54),),
    inbox=(
        Inbox("contributions", (ASSESS, REVIEW_ASSESSMENTS), "shebao.server.operations.contributions.waiting:waiting"),
    ),
    roles=(Path(__file__).with_name("roles.yaml"),),
)
