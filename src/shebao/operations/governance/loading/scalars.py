"""Plain YAML values as typed ones; every mistake says which key and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from shebao.operations.governance.kinds.base import Bound


class Fault(ValueError):
    """A mistake at a key."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key, self.reason = key, reason


def text(value: Any, key: str) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise Fault(key, f"应为文字，实为“{shown(value)}”")
    return value.strip()


def texts(value: Any, key: str) -> tuple[str, ...]:
    """A list of texts, or one."""
    if isinstance(value, str):
        return (text(value, key),)
    if not isinstance(value, list) or not value:
        raise Fault(key, f"应为文字的列表，实为“{shown(value)}”")
    found = tuple(text(each, key) for each in value)
    if len(set(found)) < len(found):
        raise Fault(key, "有重复的值")
    return found


def integer(value: Any, key: str) -> int:
    """An integer."""
    if not isinstance(value, str) or not re.fullmatch(r"[+-]?[0-9]{1,15}", value):
        raise Fault(key, f"应为整数，实为“{shown(value)}”")
    return int(value)


def flag(value: Any, key: str) -> bool:
    """true or false."""
    if value not in ("true", "false"):
        raise Fault(key, f"应为 true 或 false，实为“{shown(value)}”")
    return bool(value == "true")


def bound(value: Any, key: str) -> Bound:
    """An integer, a day, or {law: parameter, by: column}."""
    if isinstance(value, dict):
        fields = mapping(value, key, {"law", "by"}, {"law", "by"})
        return Bound(law=text(fields["law"], f"{key}.law"), by=text(fields["by"], f"{key}.by"))
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return Bound(date.fromisoformat(value))
        except ValueError:
            raise Fault(key, f"日期 {value} 不存在") from None
    try:
        return Bound(integer(value, key))
    except Fault:
        raise Fault(key, f"应为整数、日期（2025-01-31）或 law 与 by，实为“{shown(value)}”") from None


def pattern(value: Any, key: str) -> str:
    """A regular expression of the common part of RE2 and Java: no look-around, no back references."""
    found = text(value, key)
    if re.search(r"\\[1-9]|\(\?(?!:)|[*+?}]\+", found):
        raise Fault(key, f"正则“{found}”用了各引擎不通用的写法（反向引用、环视、占有量词）")
    try:
        re.compile(found)
    except re.error as error:
        raise Fault(key, f"正则“{found}”不合语法：{error}") from None
    return found


def mapping(value: Any, key: str, known: set[str], needed: set[str]) -> Mapping[str, Any]:
    """A mapping with known keys only and all that are needed."""
    if not isinstance(value, dict):
        raise Fault(key, f"应为键值表，实为“{shown(value)}”")
    prefix = f"{key}." if key else ""
    for name in value:
        if name not in known:
            raise Fault(f"{prefix}{name}", f"不认识的键，可用：{'、'.join(sorted(known))}")
    for name in sorted(needed):
        if name not in value:
            raise Fault(f"{prefix}{name}", "缺少此键")
    return value


def shown(value: Any) -> str:
    """A value as a message repeats it."""
    return "（空）" if value is None else str(value)[:40]
