"""The official layouts of self-evaluation forms as rows of cells; the DOCX and XLSX writers render them alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import groupby

from shebao.performance.model import FormData, Indicator
from shebao.performance.official import REMARKS, form_title, group_keys, group_weights
from shebao.performance.scored import ScoredForm, ScoredIndicator
from shebao.report.forms import FormKind


class Style(StrEnum):
    """How a cell looks: a head (grey, bold), centred text, text."""

    HEAD = "head"
    CENTRE = "centre"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a layout: its place, the rows and columns it spans, its text."""

    row: int
    column: int
    rows: int
    columns: int
    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Layout:
    """A form to be rendered: title, line above the table, relative column widths, cells, number of rows."""

    title: str
    above: str
    widths: tuple[int, ...]
    cells: tuple[Cell, ...]
    height: int


class _Sheet:
    """Cells while a layout is made, row by row."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.cells: list[Cell] = []
        self.row = 0

    def add(self, *parts: tuple[str, int, Style]) -> None:
        """One row of (text, columns, style) from the left; the last takes what is left."""
        column = 0
        for index, (text, columns, style) in enumerate(parts):
            columns = self.width - column if index == len(parts) - 1 else columns
            self.cells.append(Cell(self.row, column, 1, columns, text, style))
            column += columns
        self.row += 1

    def put(self, column: int, rows: int, columns: int, text: str, style: Style, row: int | None = None) -> None:
        """One cell anywhere."""
        self.cells.append(Cell(self.row if row is None else row, column, rows, columns, text, style))


def number(value: Decimal | None) -> str:
    """A number as a form shows it: no trailing zeros, '' for none."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _points(name: str, weight: Decimal | None) -> str:
    return f"{name}（{number(weight)}分）" if weight is not None else name


def layout_of(scored: ScoredForm) -> Layout:
    """The official layout of the place's scheme: that of Hubei, or the national one."""
    return _hubei(scored) if scored.scheme.layout == "hubei" else _national(scored)


def _rate(scored: ScoredForm) -> str:
    return "" if scored.rate is None else f"{(scored.rate * 100).quantize(Decimal('0.01')):f}%"


def _mark(choices: Sequence[str], chosen: str) -> str:
    return "    ".join(f"{n}、{choice} {'☑' if choice == chosen else '□'}" for n, choice in enumerate(choices, 1))


_CATEGORIES = ("部门预算项目", "市直专项", "市对下转移支付项目")
_ATTRIBUTES = ("持续性项目", "新增性项目")
_TYPES = ("常年性项目", "延续性项目", "一次性项目")
_HEAD, _CENTRE, _TEXT = Style.HEAD, Style.CENTRE, Style.TEXT


def _hubei(scored: ScoredForm) -> Layout:
    """Hubei: 7 columns, weights in brackets behind the names, 20 points for execution."""
    data, sheet = scored.form, _Sheet(7)
    points = number(scored.scheme.execution)
    if data.kind is FormKind.OVERALL:
        sheet.add(("单位名称", 2, _HEAD), (data.unit, 5, _CENTRE))
        sheet.add(
            ("基本支出总额", 2, _HEAD),
            (number(data.basic), 2, _CENTRE),
            ("项目支出总额", 2, _HEAD),
            (number(data.project), 1, _CENTRE),
        )
        total = "部门整体支出总额"
    else:
        sheet.add(("项目名称", 2, _HEAD), (data.name, 5, _CENTRE))
        sheet.add(
            ("主管部门", 2, _HEAD), (data.department, 2, _CENTRE), ("项目实施单位", 1, _HEAD), (data.unit, 2, _CENTRE)
        )
        sheet.add(("项目类别", 2, _HEAD), (_mark(_CATEGORIES, data.category), 5, _TEXT))
        sheet.add(("项目属性", 2, _HEAD), (_mark(_ATTRIBUTES, data.attribute), 5, _TEXT))
        sheet.add(("项目类型", 2, _HEAD), (_mark(_TYPES, data.type), 5, _TEXT))
        total = "年度财政资金总额"
    sheet.put(0, 2, 2, f"预算执行情况（万元）（{points}分）", _HEAD)
    for column, text in (
        (2, ""),
        (3, "预算数（A）"),
        (4, "执行数（B）"),
        (5, "执行率（B/A）"),
        (6, f"得分（{points}分*执行率）"),
    ):
        sheet.put(column, 1, 1, text, _HEAD)
    sheet.row += 1
    values = (total, number(data.budget.base), number(data.budget.spent), _rate(scored), number(scored.execution_score))
    for column, text in enumerate(values, 2):
        sheet.put(column, 1, 1, text, _CENTRE)
    sheet.row += 1
    for goal, results in groupby(scored.indicators, key=lambda result: result.indicator.goal):
        _hubei_goal(sheet, scored, goal, list(results))
    sheet.add(("总分", 2, _HEAD), (f"{number(scored.total)}分" if scored.total is not None else "", 5, _CENTRE))
    sheet.add(("偏差大或目标未完成原因分析", 2, _HEAD), (data.reasons, 5, _TEXT))
    sheet.add(("改进措施及结果应用方案", 2, _HEAD), (data.measures, 5, _TEXT))
    sheet.add((f"备注：{''.join(REMARKS)}", 7, _TEXT))
    return Layout(form_title(data), _above(data), (9, 11, 13, 24, 15, 17, 12), tuple(sheet.cells), sheet.row)


def _above(data: FormData) -> str:
    return f"单位名称：{data.unit}    填报日期：{data.filled_on}"


def _hubei_goal(sheet: _Sheet, scored: ScoredForm, goal: int | None, results: list[ScoredIndicator]) -> None:
    data = scored.form
    if goal is not None and goal in data.goals:
        weight, text = data.goals[goal]
        sheet.add((_points(f"年度绩效目标{goal}：", weight), 2, _HEAD), (text, 5, _TEXT))
        label = "年度绩效指标"
    else:
        if data.objective:
            sheet.add(("年度目标", 2, _HEAD), (data.objective, 5, _TEXT))
        label = _points("年度绩效指标", scored.scheme.indicators)
    sheet.put(0, len(results) + 1, 1, label, _HEAD)
    heads = ("一级指标", "二级指标", "三级指标", "年初目标值（A）", "实际完成值（B）", "得分")
    for column, text in enumerate(heads, 1):
        sheet.put(column, 1, 1, text, _HEAD)
    sheet.row += 1
    weights = group_weights(data)
    _headings(sheet, [result.indicator for result in results], weights, (1, 2))
    for offset, result in enumerate(results):
        item = result.indicator
        row = (_points(item.name, item.weight), item.target, item.actual, number(result.score))
        for column, text in enumerate(row, 3):
            sheet.put(column, 1, 1, text, _TEXT if column == 3 else _CENTRE, sheet.row + offset)
    sheet.row += len(results)


def _headings(
    sheet: _Sheet, items: Sequence[Indicator], weights: dict[tuple[object, ...], Decimal], columns: tuple[int, int]
) -> None:
    """The headings of both levels, each spanning the rows of its indicators."""
    for level, column in enumerate(columns):
        start = 0
        for key, members in groupby(items, key=lambda item, level=level: group_keys(item)[level]):  # type: ignore[misc]
            rows = len(list(members))
            item = items[start]
            name = item.level_two if level else item.level_one
            sheet.put(column, rows, 1, _points(name, weights[key]) if name else "", _CENTRE, sheet.row + start)
            start += rows


def _national(scored: ScoredForm) -> Layout:
    """The national form: 9 columns, weights in a column of their own, 10 points for execution."""
    data, sheet = scored.form, _Sheet(9)
    overall = data.kind is FormKind.OVERALL
    sheet.add(("单位名称" if overall else "项目名称", 2, _HEAD), (data.unit if overall else data.name, 7, _CENTRE))
    if not overall:
        sheet.add(
            ("主管部门", 2, _HEAD), (data.department, 3, _CENTRE), ("实施单位", 1, _HEAD), (data.unit, 3, _CENTRE)
        )
    sheet.put(0, 2, 2, "部门整体支出（万元）" if overall else "项目资金（万元）", _HEAD)
    for column, text in enumerate(("", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"), 2):
        sheet.put(column, 1, 1, text, _HEAD)
    sheet.row += 1
    budget = data.budget
    row = (
        "年度资金总额", number(budget.initial), number(budget.base), number(budget.spent), number(scored.scheme.execution),
        _rate(scored), number(scored.execution_score),
    )  # fmt: skip
    for column, text in enumerate(row, 2):
        sheet.put(column, 1, 1, text, _CENTRE)
    sheet.row += 1
    sheet.add(("年度总体目标", 2, _HEAD), (data.objective, 7, _TEXT))
    heads = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施")
    sheet.put(0, len(data.indicators) + 1, 1, "绩效指标", _HEAD)
    for column, text in enumerate(heads, 1):
        sheet.put(column, 1, 1, text, _HEAD)
    sheet.row += 1
    _headings(sheet, data.indicators, group_weights(data), (1, 2))
    for offset, result in enumerate(scored.indicators):
        item = result.indicator
        values = (item.name, item.target, item.actual, number(item.weight), number(result.score), item.reason)
        for column, text in enumerate(values, 3):
            sheet.put(column, 1, 1, text, _TEXT if column in {3, 8} else _CENTRE, sheet.row + offset)
    sheet.row += len(data.indicators)
    sheet.add(("总分", 6, _HEAD), ("100", 1, _CENTRE), (number(scored.total), 1, _CENTRE), ("", 1, _TEXT))
    sheet.add(("偏差大或目标未完成原因分析", 2, _HEAD), (data.reasons, 7, _TEXT))
    sheet.add(("改进措施及结果应用方案", 2, _HEAD), (data.measures, 7, _TEXT))
    return Layout(form_title(data), _above(data), (7, 11, 13, 20, 13, 13, 8, 9, 14), tuple(sheet.cells), sheet.row)


def evidence_rows(scored: ScoredForm) -> list[tuple[str, str, str]]:
    """The appendix on evidence: indicator, actual, and where the actual comes from, 无佐证 where it does not say."""
    return [
        (item.name, item.actual, "；".join(e.text for e in item.evidence) or "无佐证")
        for item in scored.form.indicators
        if item.actual
    ]
