"""What a retirement date means that has passed when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from shebao.fields.dates import Month, parse_month, span_text

_STATED, _STATUTORY, _LATEST, _AMOUNT = "retire", "statutory_month", "latest", "total"


def told_of_the_past(row: Mapping[str, Any], today: date) -> tuple[str, ...]:
    """In words, what to know of an answer whose month of retirement is over; () where it is still to come or where the answer
    is not about retirement. `row` is the answer's row."""
    written = row.get(_STATED) or row.get(_STATUTORY)
    if not isinstance(written, str) or _STATUTORY not in row:
        return ()
    month, now = parse_month(written), Month(today.year, today.month)
    ago = (now.year - month.year) * 12 + now.month - month.month
    if ago <= 0:
        return ()
    named = "所选的退休月份" if row.get(_STATED) not in (None, row[_STATUTORY]) else "法定退休时间"
    return tuple(filter(None, (_since(named, month, ago), _APPLY, _deferred(row, today), _amount(row))))


_APPLY = (
    "还没有办退休的，请尽快到参保地经办机构申请。从哪个月起发放、以前的月份补不补，由经办机构按当地规定核定；"
    "缴费年限不够的，先问清能否延长缴费。"
)


def _since(named: str, month: Month, ago: int) -> str:
    return f"{named} {month.year}年{month.month}月已经过去 {span_text(ago)}。"


def _deferred(row: Mapping[str, Any], today: date) -> str:
    latest = row.get(_LATEST)
    if not isinstance(latest, str) or date.fromisoformat(latest) < today:
        return ""
    until = date.fromisoformat(latest)
    return f"与单位协商一致弹性延迟退休的，最迟可以延到 {until.year}年{until.month}月{until.day}日。"


def _amount(row: Mapping[str, Any]) -> str:
    if row.get(_AMOUNT) is None:
        return ""
    return "已经在领的：上面是退休那个月核定的数，以后历年的调整没有算在里面。"
