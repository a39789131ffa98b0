"""Self-evaluation forms and the key-work table of a synthetic report."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from synthetic.accounts import Accounts, Indicator, Project
from synthetic.pieces import Cell, Grid, Mark, Text
from synthetic.style import Style

_REMARKS = (
    "备注：1.预算数为调整后的财政资金总额，执行数为实际支出数。",
    "2.定量指标计分原则：正向指标（即目标值为≥X，得分=权重*B/A），反向指标（即目标值为≤X，得分=权重*A/B），得分不得突破权重总额。",
)


def _points(hundredths: int) -> str:
    return f"{Decimal(hundredths) / 100:.2f}".rstrip("0").rstrip(".")


def _row(*values: str | Text | Cell) -> tuple[Cell, ...]:
    return tuple(v if isinstance(v, Cell) else Cell((v,) if isinstance(v, str) else v) for v in values)


def form(project: Project, style: Style, unit: str, accounts: Accounts | None) -> Grid:
    """The form of a project, or the overall one where `accounts` is given."""
    rows: list[tuple[Cell, ...]] = []
    if accounts:
        rows.append(_row("单位名称", Cell((unit,), columns=6)))
        basic, spent = _money(style, accounts.basic), _money(style, accounts.project)
        rows.append(
            _row("基本支出总额", Cell(basic, columns=2), Cell(("项目支出总额",), columns=2), Cell(spent, columns=2))
        )
        title = f"{style.year}年度{unit}整体绩效自评表"
        label = "部门整体支出总额"
    else:
        rows.append(_row("项目名称", Cell((project.name,), columns=6)))
        rows.append(
            _row("主管部门", Cell((unit,), columns=2), Cell(("项目实施单位",), columns=2), Cell((unit,), columns=2))
        )
        title = f"{style.year}年度{project.name}项目绩效自评表"
        label = "年度财政资金总额"
    rate = (Decimal(project.actual) * 100 / project.budget).quantize(
        Decimal(1).scaleb(-style.rate_digits), ROUND_HALF_UP
    )
    score = _execution_score(project)
    weight = project.execution_weight
    rows.append(
        _row(
            Cell((f"预算执行情况（万元）（{weight}分）",), rows=2),
            Cell(("",), columns=2),
            "预算数（A）",
            "执行数（B）",
            "执行率（B/A）",
            f"得分（{weight}分*执行率）",
        )
    )
    rows.append(
        _row(
            Cell((label,), columns=2),
            _money(style, project.budget),
            _money(style, project.actual),
            (Mark(f"{rate}%", "rate"),),
            (Mark(_points(score), "score"),),
        )
    )
    points = 100 - weight
    rows.append(_row(Cell((f"年度绩效目标（{points}分）",), rows=len(project.indicators) + 1), "一级指标", "二级指标", "三级指标", "年初目标值（A）", "实际完成值（B）", "得分"))  # fmt: skip
    rows.extend(_indicator_rows(project.indicators))
    total = score + sum(indicator.score for indicator in project.indicators)
    rows.append(_row("总分", Cell((Mark(_points(total), "score"),), columns=6)))
    rows.append(_row("偏差大或目标未完成原因分析", Cell((_reason(project),), columns=6)))
    rows.append(_row("改进措施及结果应用方案", Cell(("加强预算编制与绩效目标的衔接。",), columns=6)))
    rows.append(_row(Cell(("".join(_REMARKS),), columns=7)))
    return Grid("form", title, tuple(rows), 0, owner=unit)


def _reason(project: Project) -> str:
    missed = [i.name for i in project.indicators if i.score < i.weight * 100]
    reasons = [f"“{name}”未达到目标，原因是申报对象减少。" for name in missed]
    return "".join(reasons) or "无。"


def _execution_score(project: Project) -> int:
    """Weight × actual ÷ budget in hundredths, rounded half up."""
    exact = Decimal(project.execution_weight * 100 * project.actual) / project.budget
    return min(int(exact.quantize(Decimal(1), ROUND_HALF_UP)), project.execution_weight * 100)


def _money(style: Style, fen: int) -> Text:
    return (Mark(style.digits(fen), "amount"),)


def _indicator_rows(indicators: list[Indicator]) -> list[tuple[Cell, ...]]:
    rows = []
    for one, group in groupby(indicators, key=lambda i: i.level_one):
        members = list(group)
        first = True
        for indicator in members:
            cells: list[Cell] = []
            if first:
                weight = sum(i.weight for i in members)
                cells.append(Cell((f"{one}（{weight}分）",), rows=len(members)))
                first = False
            cells += _row(
                f"{indicator.level_two}（{indicator.weight}分）",
                f"{indicator.name}（{indicator.weight}分）",
                indicator.target,
                indicator.actual,
                (Mark(_points(indicator.score), "score"),),
            )
            rows.append(tuple(cells))
    return rows


def key_work_table(items: list[tuple[str, str, str]]) -> Grid:
    """The table of key work: (title, goal, completion)."""
    rows = [_row("序号", "重要事项", "工作内容及目标", "完成情况")]
    rows += [_row(str(number), *item) for number, item in enumerate(items, 1)]
    return Grid("key_work", "", tuple(rows), 1)
