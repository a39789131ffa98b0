"""Execution as a table in the terminal."""

from __future__ import annotations

from unicodedata import east_asian_width

from shebao.accounts.progress.monitor import Progress, time_rate
from shebao.money import format_amount, wan

_NAME = 34
_HEADER = ("项目", "科目", "预算（万元）", "支出（万元）", "执行率", "预警")


def progress_text(found: tuple[Progress, ...], month: int) -> str:
    """The lines with budget, spending and rate, the warnings of each below it."""
    lines = [f"截至 {month} 月，序时进度 {time_rate(month)}%", _row(_HEADER)]
    for progress in found:
        amounts = (format_amount(wan(progress.budget)), format_amount(wan(progress.total())))
        count = f"{len(progress.warnings)} 项" if progress.warnings else ""
        lines.append(_row((progress.name, progress.line.functional, *amounts, f"{progress.rate}%", count)))
        lines.extend(f"    ! {warning.message}" for warning in progress.warnings)
    return "\n".join(lines) + "\n"


def _row(cells: tuple[str, ...]) -> str:
    name, code, *rest = cells
    return f"{_fit(name, _NAME)} {_fit(code, 9)}" + "".join(_right(text, 14) for text in rest)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def _fit(text: str, width: int) -> str:
    while _width(text) > width:
        text = text[:-1]
    return text + " " * (width - _width(text))


def _right(text: str, width: int) -> str:
    return " " * max(width - _width(text), 1) + text
