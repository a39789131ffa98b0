"""Texts as values: each function takes what people write and returns the value, or raises Wrong with code, reason, advice."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from shebao.fields.dates import Month, parse_day, parse_month
from shebao.fields.problem import Wrong
from shebao.money import divide_half_up, parse_number

T = TypeVar("T")
Bound = Decimal | int | None

MOST_DIGITS = 40
MOST_YUAN = Decimal(10) ** 11
YEARS_SCALE = 100
"""Spans of years are integers in 1/100 of a year."""
_SPAN = re.compile(r"(?:(\d+(?:\.\d+)?)\s*(?:年|周?岁))?\s*+(?:零|又)?\s*+(?:(\d+)\s*个?月)?")
_TRUE, _FALSE = frozenset({"是", "有", "true", "1", "yes"}), frozenset({"否", "无", "false", "0", "no"})


def number(text: str, low: Bound = None, high: Bound = None, unit: str = "") -> Decimal:
    """A number within [low, high]; thousands separators and the full width are read, `unit` may follow."""
    clean = text.strip().removesuffix(unit).strip()
    parsed = parse_number(clean) if len(clean) <= MOST_DIGITS else None
    if parsed is None:
        raise Wrong("not_a_number", f"“{text[:30]}”不是数")
    if (low is not None and parsed.value < low) or (high is not None and parsed.value > high):
        raise Wrong("out_of_bounds", f"{parsed.value:,} {_bounds(low, high)}")
    return parsed.value


def _bounds(low: Bound, high: Bound) -> str:
    if low is None:
        return f"不应大于 {high:,}"
    return f"不应小于 {low:,}" if high is None else f"应在 {low} 至 {high:,} 之间"


def whole(text: str, low: Bound = None, high: Bound = None, unit: str = "") -> int:
    """A whole number within [low, high]."""
    found = number(text, low, high, unit)
    if found != found.to_integral_value():
        raise Wrong("not_whole", f"{found} 应是整数")
    return int(found)


def money(text: str, low: Bound = 0, high: Bound = MOST_YUAN) -> int:
    """An amount in yuan (元, or 万元 where written) as fen, with at most two decimals; not negative unless `low` allows it."""
    clean = text.strip().lstrip("¥￥").removesuffix("/月").removesuffix("元").strip()
    factor = 10_000 if clean.endswith("万") else 1
    clean = clean.removesuffix("万")
    parsed = parse_number(clean) if len(clean) <= MOST_DIGITS else None
    if parsed is None:
        raise Wrong("not_an_amount", f"“{text[:30]}”不是金额，应写成 12345.67（元）")
    yuan = parsed.value * factor
    if low is not None and yuan < low:
        raise Wrong("negative" if low == 0 else "out_of_bounds", f"{parsed.value:,} 元为负，不应小于 {low:,}")
    fen = yuan * 100
    if fen != fen.to_integral_value():
        raise Wrong("too_fine", f"{parsed.value} 元有两位以上小数，应写到分")
    if high is not None and yuan > high:
        raise Wrong("out_of_bounds", f"{parsed.value:,} 元超过 {high:,} 元，请核对单位")
    return int(fen)


def share(text: str) -> Decimal:
    """A share 0…1, written as a percentage (90%, 90) or a fraction (0.9)."""
    clean = text.strip()
    bare = clean.rstrip("%％").strip()
    found = number(bare)
    if clean != bare or found > 1:
        found /= 100
    if not 0 <= found <= 1:
        raise Wrong("out_of_bounds", f"应在 0～100% 之间，实为“{text[:30]}”")
    return found


def years(text: str, high: int = 70) -> int:
    """A span of years in 1/100, half up: a decimal (28.83), or years and months (28年10个月, 346个月)."""
    hundredths = _hundredths(text)
    if hundredths is None:
        raise Wrong("not_a_span", f"“{text[:30]}”不是年限，应写成 28.83 或 28年10个月")
    if not 0 <= hundredths <= high * YEARS_SCALE:
        raise Wrong("out_of_bounds", f"{text} 应在 0 至 {high} 年之间")
    return hundredths


def _hundredths(text: str) -> int | None:
    clean = text.replace(" ", "")
    if len(clean) > MOST_DIGITS:
        return None
    parsed = parse_number(clean)
    if parsed is not None:
        return None if parsed.value < 0 else divide_half_up(int(parsed.value * YEARS_SCALE * 10**6), 10**6)
    match = _SPAN.fullmatch(clean)
    if not match or not (match[1] or match[2]):
        return None
    months = Decimal(match[1] or 0) * 12 + int(match[2] or 0)
    return divide_half_up(int(months * YEARS_SCALE * 10**6), 12 * 10**6)


def day(text: str) -> date:
    """A day (1965-05-12, 1965年5月12日, 19650512)."""
    return _parsed(parse_day, text, "not_a_day")


def month(text: str) -> Month:
    """A month (1965-05, 1965年5月, 196505)."""
    return _parsed(parse_month, text, "not_a_month")


def _parsed(parse: Callable[[str], T], text: str, code: str) -> T:
    try:
        return parse(text)
    except ValueError as error:
        raise Wrong(code, str(error)) from None


def choice(text: str, choices: Mapping[str, str]) -> str:
    """The meaning of one of the accepted spellings."""
    chosen = choices.get(text) or choices.get(text.casefold())
    if chosen is None:
        raise Wrong("not_allowed", f"“{text[:20]}”不认识，可写 {'、'.join(dict.fromkeys(choices))}")
    return chosen


def flag(text: str) -> bool:
    """Yes or no (是/否, 有/无)."""
    clean = text.strip().casefold()
    if clean not in _TRUE | _FALSE:
        raise Wrong("not_allowed", f"“{text[:20]}”不认识，可写 是、否")
    return clean in _TRUE
