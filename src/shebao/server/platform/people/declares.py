"""What `people` declares: who may administer people, what signing in and administering leave in the log."""

from __future__ import annotations

from pathlib import Path

from shebao.server.platform.declarations import Action, Declarations, Detail, Inbox, Menu, Permission
from shebao.server.platform.people import roles
from shebao.server.platform.web.agents import device

MANAGE_PEOPLE = Permission("manage_people", "管理人员、申请角色", decides=True)
VIEW_GRANTS = Permission("view_grants", "查看授权")
REVIEW_GRANTS = Permission("review_grants", "内控审查授权、年度核查", decides=True)
APPROVE_GRANTS = Permission("approve_grants", "批准授权", decides=True)

SIGN_IN = Action("sign_in", "登录", chain="sign_ins")
SIGN_OUT = Action("sign_out", "退出", chain="sign_ins")
SIGN_IN_FAILED = Action("sign_in_failed", "登录失败", chain="sign_ins")
LOCKED_OUT = Action("locked_out", "登录暂停", chain="sign_ins")
MANY_FAILURES = Action("many_failures", "大量登录失败", chain="sign_ins")
SIGN_OUT_EVERYWHERE = Action("sign_out_everywhere", "退出所有设备", chain="sign_ins")
PASSWORD_CHANGED = Action("password_changed", "修改口令")
SECOND_FACTOR_SET = Action("second_factor_set", "启用第二因素")
SECOND_FACTOR_RESET = Action("second_factor_reset", "重置第二因素")
SECURITY_KEY_REMOVED = Action("security_key_removed", "停用安全密钥")
RESET_ASKED = Action("reset_asked", "申请重置账号")
RESET_CONFIRMED = Action("reset_confirmed", "确认重置账号")
RESET_ENDED = Action("reset_ended", "终止重置账号")
RECOVERY_CODE_USED = Action("recovery_code_used", "使用恢复码")
RECOVERY_CODES_MADE = Action("recovery_codes_made", "生成恢复码")
USER_CREATED = Action("user_created", "新建用户")
USER_CHANGED = Action("user_changed", "修改用户")
CONTACT_CHANGED = Action("contact_changed", "修改联系方式")
USER_INVITED = Action("user_invited", "发出开户链接")
USER_ACTIVATED = Action("user_activated", "启用用户")
USER_DEACTIVATED = Action("user_deactivated", "停用用户")
ROLE_GRANTED = Action("role_granted", "授予角色")
ROLE_REVOKED = Action("role_revoked", "收回角色")
GRANT_ASKED = Action("grant_asked", "申请角色")
GRANT_REVIEWED = Action("grant_reviewed", "内控审查通过角色申请")
GRANT_REFUSED = Action("grant_refused", "不同意角色申请")
GRANT_WITHDRAWN = Action("grant_withdrawn", "撤回角色申请")
GRANT_CONFIRMED = Action("grant_confirmed", "年度核查确认角色")

SIGN_INS = (SIGN_IN, SIGN_OUT, SIGN_IN_FAILED, LOCKED_OUT, MANY_FAILURES, SIGN_OUT_EVERYWHERE)

_WAYS = {
    "password": "口令",
    "totp": "动态口令",
    "recovery_code": "恢复码",
    "security_key": "安全密钥",
    "link": "开户链接",
    "initial_password": "初始口令",
    "invitation": "开户链接",
    "user": "本人",
}
RESETS = {"second_factor": "第二因素", "password": "口令"}
_REASONS = {"asked": "本人退出", "expired": "登录过期"}

DECLARATIONS = Declarations(
    permissions=(MANAGE_PEOPLE, VIEW_GRANTS, REVIEW_GRANTS, APPROVE_GRANTS),
    actions=(
        *SIGN_INS,
        PASSWORD_CHANGED,
        SECOND_FACTOR_SET,
        SECOND_FACTOR_RESET,
        SECURITY_KEY_REMOVED,
        RESET_ASKED,
        RESET_CONFIRMED,
        RESET_ENDED,
        RECOVERY_CODE_USED,
        RECOVERY_CODES_MADE,
        USER_CREATED,
        USER_CHANGED,
        CONTACT_CHANGED,
        USER_INVITED,
        USER_ACTIVATED,
        USER_DEACTIVATED,
        ROLE_GRANTED,
        ROLE_REVOKED,
        GRANT_ASKED,
        GRANT_REVIEWED,
        GRANT_REFUSED,
        GRANT_WITHDRAWN,
        GRANT_CONFIRMED,
    ),
    details=(
        Detail("address", "地址"),
        Detail("agent", "设备", device),
        Detail("how", "方式", _WAYS.get),
        Detail("by", "方式", _WAYS.get),
        Detail("reason", "原因", _REASONS.get),
        Detail("username", "用户名"),
        Detail("failures", "次数"),
        Detail("fields", "栏目"),
        Detail("what", "内容", RESETS.get),
        Detail("due", "最早办理时间"),
        Detail("year", "年度"),
        Detail("role", "角色", roles.label),
    ),
    states={
        "grant": {
            "asked": ("待内控审查", "attention"),
            "reviewed": ("待批准", "info"),
            "approved": ("已授予", "good"),
            "refused": ("未同意", "bad"),
            "withdrawn": ("已撤回", "neutral"),
        },
        "reset": {
            "asked": ("待另一人确认", "attention"),
            "waiting": ("等待期", "info"),
            "done": ("已重置", "good"),
            "withdrawn": ("已撤回", "neutral"),
            "objected": ("本人反对", "bad"),
        },
    },
    menu=(
        Menu("/admin/people/", "人员", MANAGE_PEOPLE, rank=70, home=4),
        Menu("/admin/grants/", "授权", VIEW_GRANTS, rank=75, home=5),
    ),
    roles=(Path(__file__).with_name("roles.yaml"),),
    demo="shebao.server.platform.people.demo",
    inbox=(
        Inbox("grants", (REVIEW_GRANTS, APPROVE_GRANTS), "shebao.server.platform.people.waiting:waiting"),
        Inbox("accounts", (), "shebao.server.platform.people.waiting:of_accounts"),
    ),
)
