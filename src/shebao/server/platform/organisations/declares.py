"""What `organisations` declares: who may administer them, and what that leaves in the log."""

from __future__ import annotations

from shebao.server.platform.declarations import Action, Declarations, Inbox, Menu, Permission

MANAGE_ORGANISATIONS = Permission("manage_organisations", "管理机构")
CONFIRM_RELOCATIONS = Permission("confirm_relocations", "确认机构隶属调整", decides=True)

ORGANISATION_CREATED = Action("organisation_created", "新建机构")
ORGANISATION_CHANGED = Action("organisation_changed", "修改机构")
RELOCATION_ASKED = Action("relocation_asked", "申请调整机构隶属")
RELOCATION_ENDED = Action("relocation_ended", "撤回机构隶属调整")
ORGANISATION_MOVED = Action("organisation_moved", "调整机构隶属")

DECLARATIONS = Declarations(
    permissions=(MANAGE_ORGANISATIONS, CONFIRM_RELOCATIONS),
    actions=(ORGANISATION_CREATED, ORGANISATION_CHANGED, RELOCATION_ASKED, RELOCATION_ENDED, ORGANISATION_MOVED),
    states={
        "relocation": {
            "asked": ("待确认", "attention"),
            "done": ("已调整", "good"),
            "withdrawn": ("已撤回", "neutral"),
        }
    },
    inbox=(Inbox("relocations", (CONFIRM_RELOCATIONS,), "shebao.server.platform.organisations.relocating:waiting"),),
    menu=(
        Menu("/admin/organisations/", "机构", MANAGE_ORGANISATIONS, rank=80),
        Menu("/admin/organisations/relocations/", "隶属调整", CONFIRM_RELOCATIONS, rank=81),
    ),
)
