"""Charts of a report that was read from a file: a caption says what its chart shows, the report's own tables and sentences have
the numbers. What cannot be drawn from them is left a caption."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from shebao.composing.narrative.chart_data import COMPARED, STRUCTURES
from shebao.money import format_amount
from shebao.report import Report
from shebao.report.measures import CellRef, measures
from shebao.report.provenance import Figure
from shebao.report.statements import Aspect, Change, Direction
from shebao.server.accountability.publications.content.evidence import Register

_CAPTION = re.compile(r"图 ?\d{0,2} ?[:：.、 ]? ?(\S[^\n]{1,60})")
_SHAPE, _COMPARISON = ("结构", "构成", "占比"), ("变动", "变化", "对比", "比较", "增减")


def redrawn_charts(report: Report, register: Register) -> list[dict[str, Any]]:
    """The charts whose captions the report prints, as `evidence.charts_data` has them, each `redrawn`."""
    captions = [passage.text.strip() for section in report.walk() for passage in section.passages]
    return [
        {"caption": caption, "unit": report.identity.money_unit or "万元", "series": series, "redrawn": True}
        for caption in captions
        if (found := _CAPTION.fullmatch(caption)) and (series := _series(report, register, found[1], caption))
    ]


def _series(report: Report, register: Register, title: str, caption: str) -> list[dict[str, Any]]:
    if any(word in title for word in _SHAPE):
        kind = "expenditure" if "支出" in title else "income" if "收入" in title else ""
        return _shares(report, kind) if kind and "财政拨款" not in title else []
    if any(word in title for word in _COMPARISON) and "总计" in title:
        return _compared(report, register, "appropriation" if "财政拨款" in title else "totals", caption)
    return []


def _shares(report: Report, kind: str) -> list[dict[str, Any]]:
    bars = [
        _bar(label, figure, ":".join(cell))
        for measure, label in STRUCTURES[kind][1]
        for cell, figure in _stated(report, measure)
        if figure.value
    ]
    return [{"name": f"{report.identity.fiscal_year}年度", "bars": bars}] if bars else []


def _compared(report: Report, register: Register, kind: str, caption: str) -> list[dict[str, Any]]:
    measure, label = COMPARED[kind]
    year = report.identity.fiscal_year
    stated = next(_stated(report, measure), None)
    changes = (claim for claim in report.claims if isinstance(claim, Change))
    change = next((claim for claim in changes if _tells_last_year(claim, measure)), None)
    if stated is None or change is None or year is None:
        return []
    cell, now = stated
    gap = change.difference.value if change.difference else Decimal(0)
    rose = change.direction is Direction.UP
    then = now.value - gap if rose else now.value + gap
    text = format_amount(then)
    formula = (
        f"本年 {now.text}{'－增加' if rose else '＋减少'} {format_amount(abs(gap))}＝{text}"
        if gap
        else f"与本年 {now.text} 持平"
    )
    operands = [{"words": f"本年{label}＝{now.text}", "link": ":".join(cell)}]
    link = register.add(text, caption, formula, operands)
    before = {"label": label, "value": str(then), "text": text, "link": link}
    return [
        {"name": f"{year - 1}年度", "bars": [before]},
        {"name": f"{year}年度", "bars": [_bar(label, now, ":".join(cell))]},
    ]


def _tells_last_year(change: Change, measure: str) -> bool:
    if (change.measure, change.item, change.base_aspect) != (measure, (), Aspect.PRIOR) or change.direction is None:
        return False
    return change.difference is not None or change.direction is Direction.LEVEL


def _stated(report: Report, measure: str) -> Iterator[tuple[CellRef, Figure]]:
    """The first cell that prints a measure."""
    for cell in measures()[measure].cells.get(Aspect.ACTUAL, ()):
        table = report.table(cell.table)
        figure = table.figure(cell.row, cell.column) if table else None
        if figure is not None:
            yield cell, figure
            return


def _bar(label: str, figure: Figure, link: str) -> dict[str, Any]:
    return {"label": label, "value": str(figure.value), "text": figure.text, "link": link}
