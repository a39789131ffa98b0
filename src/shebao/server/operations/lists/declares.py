"""What staff lists declare: log, states, menu, inbox. Who may look, upload and review is who may do so with cases."""

from __future__ import annotations

from shebao.server.operations.cases.declares import REVIEW_CASES, START_CASES, VIEW_RECORDS
from shebao.server.operations.lists.states import WORDS
from shebao.server.platform.declarations import Action, Declarations, Inbox, Menu

LIST_UPLOADED = Action("staff_list_uploaded", "上传人员名册")
LIST_MOVED = Action("staff_list_moved", "办理人员名册")

DECLARATIONS = Declarations(
    actions=(LIST_UPLOADED, LIST_MOVED),
    subjects={"lists.stafflist": "人员名册"},
    states={"staff_list": WORDS},
    menu=(Menu("/lists/", "人员名册", VIEW_RECORDS, rank=53),),
    inbox=(Inbox("lists", (START_CASES, REVIEW_CASES), "shebao.server.operations.lists.waiting:waiting"),),
)
