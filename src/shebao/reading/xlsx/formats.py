"""Stored numbers as a sheet shows them: the number format decides the decimals, so a cell prints as on paper."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy/m/d", 31: "yyyy年m月d日",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00", 44: "#,##0.00",
    49: "@", 57: "yyyy年m月", 58: "m月d日",
}  # fmt: skip
_NOISE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_PADDING = re.compile(r'_.|\*.|[?"\\]')
_PLACES = re.compile(r"[#0]|General")
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.([#0?]+))?")
_EPOCH = date(1899, 12, 30)
_LARGEST_DAY = 200_000


def built_in(number: int) -> str:
    """The format code of a built-in number format; General where it has no plain meaning."""
    return _BUILT_IN.get(number, "General")


def shown(stored: str, code: str) -> str:
    """The text that a number stored as `stored` shows under a format code; thousands separators are not printed."""
    try:
        value = Decimal(stored)
    except InvalidOperation:
        return stored
    if not value.is_finite() or abs(value.adjusted()) > 40:
        return stored
    sections = code.split(";")
    if value == 0 and len(sections) >= 3 and not _PLACES.search(_NOISE.sub("", sections[2])):
        return _PADDING.sub("", sections[2]).strip(" -")
    plain = _NOISE.sub("", sections[0])
    if re.search(r"[ymd]", plain, re.IGNORECASE) and "E" not in plain and not plain.startswith("General"):
        return _date(value) or general(value)
    match = _DIGITS.search(plain)
    if match is None or "E+" in plain or "/" in plain:
        return general(value)
    percent = "%" in plain
    decimals = len(match[1] or "")
    required = len((match[1] or "").rstrip("#?"))
    value = (value * 100 if percent else value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{value:f}"
    if required < decimals:
        text = text[: len(text) - _droppable(text, decimals - required)].rstrip(".")
    return text + ("%" if percent else "")


def _droppable(text: str, optional: int) -> int:
    tail = text[len(text) - optional :]
    return len(tail) - len(tail.rstrip("0"))


def general(value: Decimal) -> str:
    """A number in the General format: 15 significant digits, so that binary dust does not print, no exponent."""
    if not value:
        return "0"
    digits = max(14 - value.adjusted(), 0)
    text = f"{value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(value: Decimal) -> str | None:
    days = int(value)
    if not 0 < days < _LARGEST_DAY:
        return None
    day = _EPOCH + timedelta(days=days)
    return f"{day.year}年{day.month}月{day.day}日"
