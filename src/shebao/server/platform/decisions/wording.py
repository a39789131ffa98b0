"""The details of records in the words of people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shebao.server.platform.people.permissions import ROLE_LABELS
from shebao.server.platform.web.templatetags.web import STATES

_DETAILS: Mapping[str, str] = MappingProxyType(
    {
        "address": "地址",
        "agent": "设备",
        "how": "方式",
        "by": "方式",
        "reason": "原因",
        "name": "名称",
        "username": "用户名",
        "role": "角色",
        "before": "原来",
        "after": "改为",
        "active": "启用",
        "kind": "类别",
        "fiscal_year": "年度",
        "source": "原状态",
        "target": "新状态",
        "revision": "修订",
        "number": "版次",
        "digest": "内容摘要",
        "approved_on": "批复日期",
        "document_number": "文号",
    }
)
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "password": "口令",
        "totp": "动态口令",
        "recovery_code": "恢复码",
        "asked": "本人退出",
        "expired": "登录过期",
        "link": "开户链接",
        "initial_password": "初始口令",
        "invitation": "开户链接",
        "user": "本人",
        **{role.value: name for role, name in ROLE_LABELS.items()},
        **{state: name for state, (name, _tone) in STATES.items()},
    }
)
SUBJECTS: Mapping[str, str] = MappingProxyType({"unit_years.unityear": "单位年度"})
_CONSTANTS = {True: "是", False: "否", None: "—"}


def detail(name: str, value: object) -> tuple[str, str]:
    """A detail of a record for people: (what, value)."""
    if isinstance(value, dict):
        return _DETAILS.get(name, name), "、".join(
            f"{key} {text}" for key, text in (detail(*item) for item in value.items())
        )
    text = _CONSTANTS[value] if value is None or isinstance(value, bool) else str(value)
    return _DETAILS.get(name, name), _WORDS.get(text, text)
