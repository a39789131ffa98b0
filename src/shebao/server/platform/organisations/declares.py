"""What `organisations` declares: who may administer them, and what that leaves in the log."""

from __future__ import annotations

from shebao.server.platform.declarations import Action, Declarations, Menu, Permission

MANAGE_ORGANISATIONS = Permission("manage_organisations", "管理机构")

ORGANISATION_CREATED = Action("organisation_created", "新建机构")
ORGANISATION_CHANGED = Action("organisation_changed", "修改机构")
ORGANISATION_MOVED = Action("organisation_moved", "调整机构隶属")

DECLARATIONS = Declarations(
    permissions=(MANAGE_ORGANISATIONS,),
    actions=(ORGANISATION_CREATED, ORGANISATION_CHANGED, ORGANISATION_MOVED),
    menu=(Menu("/admin/organisations/", "机构", MANAGE_ORGANISATIONS, rank=80),),
)
