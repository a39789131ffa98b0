"""The decisions that the log knows by name. Other words may be recorded; these have a label for people."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    """What was decided or happened."""

    SIGN_IN = "sign_in", _("登录")
    SIGN_OUT = "sign_out", _("退出")
    SIGN_IN_FAILED = "sign_in_failed", _("登录失败")
    LOCKED_OUT = "locked_out", _("登录锁定")
    SIGN_OUT_EVERYWHERE = "sign_out_everywhere", _("退出所有设备")
    PASSWORD_CHANGED = "password_changed", _("修改密码")
    SECOND_FACTOR_SET = "second_factor_set", _("启用动态口令")
    SECOND_FACTOR_RESET = "second_factor_reset", _("重置动态口令")
    RECOVERY_CODE_USED = "recovery_code_used", _("使用恢复码")
    RECOVERY_CODES_MADE = "recovery_codes_made", _("生成恢复码")
    USER_CREATED = "user_created", _("新建用户")
    USER_CHANGED = "user_changed", _("修改用户")
    USER_INVITED = "user_invited", _("发出开户链接")
    USER_ACTIVATED = "user_activated", _("启用用户")
    USER_DEACTIVATED = "user_deactivated", _("停用用户")
    ROLE_GRANTED = "role_granted", _("授予角色")
    ROLE_REVOKED = "role_revoked", _("收回角色")
    ORGANISATION_CREATED = "organisation_created", _("新建机构")
    ORGANISATION_CHANGED = "organisation_changed", _("修改机构")
    ORGANISATION_MOVED = "organisation_moved", _("调整机构隶属")
    CHECK = "check", _("自查通过")
    SUBMIT = "submit", _("送审")
    WITHDRAW = "withdraw", _("撤回")
    RETURN = "return", _("退回")
    ACCEPT = "accept", _("审核通过")
    APPROVE = "approve", _("批复")
    PUBLISH = "publish", _("公开")
    CORRECT = "correct", _("更正公开")


SIGN_IN_ACTIONS = (
    Action.SIGN_IN,
    Action.SIGN_OUT,
    Action.SIGN_IN_FAILED,
    Action.LOCKED_OUT,
    Action.SIGN_OUT_EVERYWHERE,
)


def label(action: str) -> str:
    """The Chinese name of an action, or the action itself when it has none."""
    return str(Action(action).label) if action in Action.values else action
