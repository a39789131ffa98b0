"""Fields that need more than one value or a unit of their own: spans in months, percentages, yes or no, lists of records."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from shebao.fields.field import Field, normalise
from shebao.policy.casefile import RawCase
from shebao.policy.record import Record

MAX_ITEMS = 2_000
_SPAN = re.compile(r"(?:(\d{1,3})\s*[年岁])?\s*+(?:零|又)?\s*+(?:(\d{1,4})\s*(?:个?月)?)?")
_YES = {"是", "有", "yes", "true", "y", "1", "已", "√"}
_NO = {"否", "无", "no", "false", "n", "0", "未", "没有", "×"}


def span_months(record: Record, key: str, high: int = 840, *, required: bool = False) -> int | None:
    """A span in whole months: 63, 63个月, 5年3个月. A bare number is months."""
    text = record.text(key, required=required)
    if text is None:
        return None
    clean = text.replace(" ", "")
    match = _SPAN.fullmatch(clean)
    if not match or not (match[1] or match[2]):
        record.note(key, f"“{text[:30]}”不是月数，应写成 63 或 5年3个月")
        return None
    months = int(match[1] or 0) * 12 + int(match[2] or 0)
    if months > high:
        record.note(key, f"{months} 个月应在 0 至 {high} 个月之间")
        return None
    return months


def percentage(record: Record, key: str, high: int = 1000, *, required: bool = False) -> int | None:
    """A whole percentage (120, 120%)."""
    return record.integer(key, 0, high, required=required, strip="%")


def rate(record: Record, key: str) -> Decimal | None:
    """A share of one: 16% or 0.16; at most 100 %, at most six decimals."""
    text = record.text(key)
    if text is None:
        return None
    if text.endswith(("%", "％")):
        number = record.number(key, 0, 100, strip=text[-1])
        share = None if number is None else number / 100
    else:
        share = record.number(key, 0, 1)
    if share is not None and share != round(share, 6):
        record.note(key, f"{text} 的小数过多，比例最多精确到百万分之一")
        return None
    return share


def yes(record: Record, key: str, default: bool = False) -> bool:
    """Yes or no."""
    text = record.text(key)
    if text is None:
        return default
    if text.casefold() in _YES:
        return True
    if text.casefold() not in _NO:
        record.note(key, f"“{text[:20]}”应写是或否")
    return False


def children(record: Record, key: str, label: str, fields: Sequence[Field]) -> tuple[Record, ...]:
    """A list of mappings (or one mapping) as records of their own; their problems name the place in the list."""
    content = record.raw(key)
    if content is None:
        return ()
    rows = [content] if isinstance(content, dict) else content
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        record.note(key, f"应是{label}的列表，每项是“字段: 值”的映射")
        return ()
    if len(rows) > MAX_ITEMS:
        record.note(key, f"{len(rows)} 项过多，最多 {MAX_ITEMS} 项")
        return ()
    return tuple(
        Record(_raw(row, f"{record.identifier}：{label}第 {number} 项"), fields) for number, row in enumerate(rows, 1)
    )


def gather(record: Record, parts: Sequence[Record]) -> None:
    """Hand the problems of parts on to their record."""
    for part in parts:
        record.problems.extend(part.problems)


def _raw(row: Mapping[str, object], identifier: str) -> RawCase:
    fields = {normalise(key): value for key, value in row.items() if value is not None}
    return RawCase(identifier, fields, {normalise(key): key for key in row})
