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
_NOISE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\[\]]*\]')
_PADDING = re.compile(r'_.|\*.|[?"\\]')
_PLACES = re.compile(r"[#0]|General")
_FILLING = re.compile(r"_.|\*.|\[[^\[\]]*\]")
_LITERAL = re.compile(r'"[^"]*"|[\\!].')
_POINT = "\1"
_PLACEHOLDERS = re.compile(r"[#0?][#0?,\1]*(?:\.[#0?]+)?,*")
_FRACTION = re.compile(r"[#0?]\s*/\s*[#0?\d]")
_EPOCH = date(1899, 12, 30)
_LARGEST_DAY = 200_000


def built_in(number: int) -> str:
    """The format code of a built-in number format; General where it has no plain meaning."""
    return _BUILT_IN.get(number, "General")


def shown(stored: str, code: str) -> str:
    """The text that a number stored as `stored` shows under a format code; thousands separators are not printed.

    A format that nothing here can interpret (a fraction) shows its number with a remark, so that it is no amount.
    """
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
    if "E+" in plain or "E-" in plain:
        return f"{value:E}"
    if _FRACTION.search(plain):
        return f"{general(value)}（分数格式）"
    digits = _PLACEHOLDERS.search(_marked(sections[0]))
    return _by_places(value, digits[0], percent="%" in plain) if digits else general(value)


def _marked(section: str) -> str:
    """A section without what fills and colours it; literal points between digits as `\1`, other literals gone."""
    return _LITERAL.sub(lambda match: _POINT if match[0].strip('"\\!') == "." else "", _FILLING.sub("", section))


def _by_places(value: Decimal, places: str, *, percent: bool) -> str:
    """A number at the places of its digits: commas behind the last divide by a thousand each, literal points stand."""
    bare = places.rstrip(",")
    value = (value * 100 if percent else value).scaleb(-3 * (len(places) - len(bare)))
    whole, _, fraction = bare.replace(",", "").partition(".")
    decimals = len(fraction.replace(_POINT, ""))
    required = len(fraction.rstrip("#?"))
    value = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{value:f}"
    if required < decimals:
        text = text[: len(text) - _droppable(text, decimals - required)].rstrip(".")
    after = len(whole.rpartition(_POINT)[2]) if _POINT in whole else 0
    if after and not fraction:
        sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
        digits = digits.rjust(after + 1, "0")
        text = f"{sign}{digits[:-after]}.{digits[-after:]}"
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
