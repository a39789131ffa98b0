"""What collection declares: who takes files in and asks for refunds, who approves them, log, states, menu, roles, inbox."""

from __future__ import annotations

from pathlib import Path

from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.platform.declarations import Action, Declarations, Detail, Inbox, Menu, Permission

COLLECT = Permission("collect_contributions", "征缴：收发税务、国库、财政专户文件，提出退费")
REVIEW_REFUNDS = Permission("review_refunds", "复核退费", decides=True)

FILE_RECEIVED = Action("collection_file_received", "接收征缴文件")
BILLS_MADE = Action("bills_made", "生成核定单")
BILLS_SENT = Action("bills_sent", "把核定单发给税务")
REFUND_MOVED = Action("refund_moved", "办理退费")

REFUND_WORDS = {
    "proposed": ("待复核", "attention"),
    "approved": ("已同意，待支付", "good"),
    "refused": ("不同意", "bad"),
}
FILE_WORDS = {"accepted": ("已接收", "good"), "repeated": ("重复送达", "neutral"), "quarantined": ("隔离", "bad")}

DECLARATIONS = Declarations(
    permissions=(COLLECT, REVIEW_REFUNDS),
    actions=(FILE_RECEIVED, BILLS_MADE, BILLS_SENT, REFUND_MOVED),
    subjects={
        "collection.file": "征缴文件",
        "collection.bill": "核定单",
        "collection.billfile": "核定单文件",
        "collection.refund": "退费",
    },
    details=(Detail("bills", "核定单"), Detail("settled", "足额到账"), Detail("receipt", "单据号")),
    states={"collection_refund": REFUND_WORDS, "collection_file": FILE_WORDS},
    menu=(Menu("/collection/", "征缴", VIEW_RECORDS, rank=55),),
    inbox=(Inbox("collection", (COLLECT, REVIEW_REFUNDS), "shebao.server.operations.collection.waiting:waiting"),),
    roles=(Path(__file__).with_name("roles.yaml"),),
)
