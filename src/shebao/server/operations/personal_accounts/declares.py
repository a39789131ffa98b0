"""What personal accounts declare: who has a year closed and who reviews it, log, states, menu, roles, inbox."""

from __future__ import annotations

from pathlib import Path

from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.platform.declarations import Action, Declarations, Inbox, Menu, Permission

CLOSE_ACCOUNTS = Permission("close_accounts", "个人账户：发起年度记账")
REVIEW_ACCOUNTS = Permission("review_accounts", "复核个人账户年度记账", decides=True)

RUN_MOVED = Action("account_run_moved", "办理个人账户年度记账")

WORDS = {
    "computing": ("试算中", "info"),
    "review": ("待复核", "attention"),
    "writing": ("记账中", "info"),
    "done": ("已记账", "good"),
    "refused": ("不同意", "bad"),
    "faulty": ("不能记账", "bad"),
}
OPEN = ("computing", "review", "writing")

DECLARATIONS = Declarations(
    permissions=(CLOSE_ACCOUNTS, REVIEW_ACCOUNTS),
    actions=(RUN_MOVED,),
    subjects={"personal_accounts.accountrun": "个人账户年度记账"},
    states={"account_run": WORDS},
    menu=(Menu("/personal-accounts/", "个人账户", VIEW_RECORDS, rank=56),),
    inbox=(
        Inbox("personal_accounts", (REVIEW_ACCOUNTS,), "shebao.server.operations.personal_accounts.waiting:waiting"),
    ),
    roles=(Path(__file__).with_name("roles.yaml"),),
)
