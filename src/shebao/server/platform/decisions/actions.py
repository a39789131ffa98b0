"""The decisions that the log knows by name. Other words may be recorded; these have a label for people."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Action(StrEnum):
    """What was decided or happened."""

    SIGN_IN = "sign_in"
    SIGN_OUT = "sign_out"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCKED_OUT = "locked_out"
    SIGN_OUT_EVERYWHERE = "sign_out_everywhere"
    PASSWORD_CHANGED = "password_changed"
    SECOND_FACTOR_SET = "second_factor_set"
    SECOND_FACTOR_RESET = "second_factor_reset"
    RECOVERY_CODE_USED = "recovery_code_used"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    USER_CREATED = "user_created"
    USER_CHANGED = "user_changed"
    USER_INVITED = "user_invited"
    USER_ACTIVATED = "user_activated"
    USER_DEACTIVATED = "user_deactivated"
    ROLE_GRANTED = "role_granted"
    ROLE_REVOKED = "role_revoked"
    ORGANISATION_CREATED = "organisation_created"
    ORGANISATION_CHANGED = "organisation_changed"
    ORGANISATION_MOVED = "organisation_moved"
    CHECK = "check"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    RETURN = "return"
    SEND_BACK = "send_back"
    ACCEPT = "accept"
    APPROVE = "approve"
    PUBLISH = "publish"
    CORRECT = "correct"
    RECTIFICATION = "rectification"


LABELS: Mapping[str, str] = MappingProxyType(
    {
        Action.SIGN_IN: "登录",
        Action.SIGN_OUT: "退出",
        Action.SIGN_IN_FAILED: "登录失败",
        Action.LOCKED_OUT: "登录锁定",
        Action.SIGN_OUT_EVERYWHERE: "退出所有设备",
        Action.PASSWORD_CHANGED: "修改密码",
        Action.SECOND_FACTOR_SET: "启用动态口令",
        Action.SECOND_FACTOR_RESET: "重置动态口令",
        Action.RECOVERY_CODE_USED: "使用恢复码",
        Action.RECOVERY_CODES_MADE: "生成恢复码",
        Action.USER_CREATED: "新建用户",
        Action.USER_CHANGED: "修改用户",
        Action.USER_INVITED: "发出开户链接",
        Action.USER_ACTIVATED: "启用用户",
        Action.USER_DEACTIVATED: "停用用户",
        Action.ROLE_GRANTED: "授予角色",
        Action.ROLE_REVOKED: "收回角色",
        Action.ORGANISATION_CREATED: "新建机构",
        Action.ORGANISATION_CHANGED: "修改机构",
        Action.ORGANISATION_MOVED: "调整机构隶属",
        Action.CHECK: "完成自查",
        Action.SUBMIT: "提交审核",
        Action.WITHDRAW: "撤回",
        Action.RETURN: "退回",
        Action.SEND_BACK: "财政部门退回",
        Action.ACCEPT: "审核通过",
        Action.APPROVE: "批复",
        Action.PUBLISH: "公开",
        Action.CORRECT: "更正公开",
        Action.RECTIFICATION: "要求整改",
    }
)

SIGN_IN_ACTIONS = (
    Action.SIGN_IN,
    Action.SIGN_OUT,
    Action.SIGN_IN_FAILED,
    Action.LOCKED_OUT,
    Action.SIGN_OUT_EVERYWHERE,
)


def label(action: str) -> str:
    """The Chinese name of an action, or the action itself when it has none."""
    return LABELS.get(action, action)
