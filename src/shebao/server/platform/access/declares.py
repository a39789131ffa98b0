"""What `access` declares: who may read the log of looks and restrict persons, and what that leaves in the log."""

from __future__ import annotations

from shebao.server.platform.declarations import Action, Declarations, Detail, Inbox, Menu, Permission

VIEW_LOOKS = Permission("view_looks", "查看个人信息查看记录")
RESTRICT_PERSONS = Permission("restrict_persons", "设定受限人员")
VIEW_PROTECTED = Permission("view_protected", "查看受限人员的资料")

RESTRICTED = Action("person_restricted", "设定受限人员")
RESTRICTION_AGREED = Action("restriction_agreed", "确认受限人员")
LIFTING_ASKED = Action("restriction_lifting_asked", "申请解除人员限制")
RESTRICTION_LIFTED = Action("restriction_lifted", "解除人员限制")
RESTRICTION_OVERRIDDEN = Action("restriction_overridden", "限时查看受限人员")

_TIERS = {"guarded": "说明理由后限时查看", "protected": "仅专人查看"}

DECLARATIONS = Declarations(
    permissions=(VIEW_LOOKS, RESTRICT_PERSONS, VIEW_PROTECTED),
    actions=(RESTRICTED, RESTRICTION_AGREED, LIFTING_ASKED, RESTRICTION_LIFTED, RESTRICTION_OVERRIDDEN),
    details=(Detail("tier", "级别", _TIERS.get), Detail("until", "到期")),
    states={
        "look": {
            "masked": ("脱敏查看", "neutral"),
            "opened": ("查看全文", "info"),
            "exported": ("导出", "attention"),
            "refused": ("拒绝", "bad"),
        }
    },
    inbox=(Inbox("restricted", (RESTRICT_PERSONS,), "shebao.server.platform.access.waiting:waiting"),),
    menu=(Menu("/admin/looks/", "查看记录", VIEW_LOOKS, rank=92),),
)
