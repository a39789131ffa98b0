"""Lays a self-evaluation form out as a table, in one of the layouts of form_layouts.yaml."""

from dataclasses import dataclass

from heldout.amounts import Printing
from heldout.blocks import Block, Grid, Heading, Para, grid_rows
from heldout.forms import Form, Indicator
from heldout.marks import mark
from heldout.vocabulary import Draw, data

BUDGET_HEADS = [("全年预算数", "全年执行数", "执行率", "得分"), ("预算数（A）", "执行数（B）", "执行率（B/A）", "得分"),
                ("调整后预算数", "实际支出数", "预算执行率", "自评得分")]  # fmt: skip
TOTALS = ["总分", "合计", "自评总分", "总得分"]


@dataclass(frozen=True)
class FormLayout:
    number: int
    columns: tuple[str, ...]
    weight: str
    merging: str
    execution: str
    goals: str
    total: str
    subtotals: bool
    two_lines: bool


def layouts() -> list[FormLayout]:
    found = []
    for number, line in enumerate(data("form_layouts")):
        columns, weight, merging, execution, goals, total, sub, head = line.split(" | ")
        found.append(FormLayout(number, tuple(columns.split()), weight, merging, execution, goals, total, sub == "sub", head == "two"))  # fmt: skip
    return found


class Sheet:
    """Builds the rows of one form."""

    def __init__(
        self, form: Form, layout: FormLayout, heads: dict[str, str], draw: Draw, printing: Printing, key: str
    ) -> None:
        self.form, self.layout, self.heads, self.draw, self.printing, self.key = (
            form,
            layout,
            heads,
            draw,
            printing,
            key,
        )
        self.width = len(layout.columns)
        self.rows: list[list[str]] = []

    def line(self, cells: list[str]) -> None:
        """A row of fewer cells than columns: the last cell takes the rest; of more: the last ones are joined."""
        cells = [*cells[: self.width - 1], "".join(cells[self.width - 1 :])] if len(cells) > self.width else cells
        self.rows.append(cells + ["<"] * (self.width - len(cells)))

    def spread(self, cells: list[str]) -> None:
        """A row whose first cell takes the spare columns."""
        self.rows.append([cells[0]] + ["<"] * (self.width - len(cells)) + cells[1:])

    def money(self, place: str, steps: int) -> str:
        return mark(f"{self.key}.{place}", self.printing.cell(steps))

    def top(self) -> None:
        form = self.form
        self.line(["单位名称" if form.overall else "项目名称", form.name])
        if form.overall:
            self.line(
                ["基本支出总额", self.money("basic", form.basic), "项目支出总额", self.money("project", form.project)]
            )

    def execution(self) -> None:
        form, kind = self.form, self.layout.execution
        budget, actual, rate, score = self.draw.split(BUDGET_HEADS)
        weight = str(form.exec_weight)
        caption = f"预算执行情况（{self.printing.unit}）（{weight}分）"
        heads, values = [budget, actual, rate, score], [
            self.money("exec.budget", form.budget), self.money("exec.actual", form.actual),
            mark(f"{self.key}.exec.rate", form.rate), mark(f"{self.key}.exec.score", form.exec_score)]  # fmt: skip
        if kind == "swap":
            heads, values = [*heads[:2], score, rate], [*values[:2], values[3], values[2]]
        label = "部门整体支出总额" if form.overall else "年度资金总额"
        if kind in ("row", "swap", "split") and self.width >= 6:
            self.spread([caption, *heads])
            self.spread([label, *values])
            return
        self.spread([caption, *heads] if self.width < 6 else [caption, "", *heads])
        if self.width < 6:
            self.spread([label, *values])
            return
        self.spread(["^", label, *values])
        if kind == "parts":
            other = form.actual // 9
            self.spread(["^", "其中：财政拨款", self.money("exec.part.budget", form.budget - other),
                         self.money("exec.part.actual", form.actual - other), "", ""])  # fmt: skip
            self.spread(["^", "其他资金", self.printing.cell(other), self.printing.cell(other), "", ""])

    def goals(self) -> None:
        goal, achieved = (self.draw.of(data("indicators")[n]) for n in ("goals", "achieved"))
        if self.layout.goals == "pair":
            self.line(["年度总体目标", "预期目标", "<", "实际完成情况"])
            self.line(["^", goal, "<", achieved])
        elif self.layout.goals != "none":
            self.line(["年度绩效目标", goal])

    def total(self) -> None:
        name = self.draw.of(TOTALS)
        value = mark(f"{self.key}.total", self.form.total)
        if "weight" in self.layout.columns and "score" in self.layout.columns:
            row = [""] * self.width
            row[0] = name
            row[self.layout.columns.index("weight")] = mark(f"{self.key}.full", "100")
            row[self.layout.columns.index("score")] = value
            self.rows.append(row)
        else:
            self.line([name, value + "分"])

    def head(self) -> None:
        names = [self.heads[c] for c in self.layout.columns]
        if self.layout.two_lines and "note" in self.layout.columns and "actual" in self.layout.columns:
            at = [c in ("target", "actual") for c in self.layout.columns]
            upper = [n if not own else "指标值" for n, own in zip(names, at, strict=True)]
            for n in range(1, self.width):
                if at[n] and at[n - 1]:
                    upper[n] = "<"
            self.rows.append(upper)
            self.rows.append([n if own else "^" for n, own in zip(names, at, strict=True)])
        else:
            self.rows.append(names)

    def indicators(self) -> None:
        last = ("", "")
        for at, indicator in enumerate(self.form.indicators):
            if self.layout.subtotals and last[0] and indicator.l1 != last[0]:
                self.subtotal(last[0])
            self.rows.append([self.cell(c, at, indicator, last) for c in self.layout.columns])
            last = (indicator.l1, indicator.l2)
        if self.layout.subtotals:
            self.subtotal(last[0])

    def subtotal(self, l1: str) -> None:
        own = [i for i in self.form.indicators if i.l1 == l1]
        row = ["小计"] + [""] * (self.width - 1)
        columns = self.layout.columns
        if "weight" in columns:
            row[columns.index("weight")] = str(sum(i.weight for i in own))
        row[columns.index("score")] = mark(f"{self.key}.subtotal", self.form.subtotal(l1))
        self.rows.append(row)

    def cell(self, column: str, at: int, i: Indicator, last: tuple[str, str]) -> str:
        key = f"{self.key}.i{at}"
        if column in ("l1", "l2"):
            return self.level(column, i, last)
        if column == "l3":
            bracket = "" if self.layout.weight == "column" else f"（{mark(key + '.weight', str(i.weight))}分）"
            return i.name + bracket
        if column == "weight":
            return mark(key + ".weight", str(i.weight))
        return i.note if column == "note" else mark(f"{key}.{column}", getattr(i, column))

    def level(self, column: str, i: Indicator, last: tuple[str, str]) -> str:
        same = i.l1 == last[0] and (column == "l1" or i.l2 == last[1])
        if same and self.layout.merging in ("merge", "broken"):
            return "^"
        if same and self.layout.merging == "first":
            return ""
        name = i.l1 if column == "l1" else i.l2
        if self.layout.weight == "all":
            own = [x for x in self.form.indicators if x.l1 == i.l1 and (column == "l1" or x.l2 == i.l2)]
            name += f"（{sum(x.weight for x in own)}分）"
        return name[:2] + "\n" + name[2:] if self.layout.merging == "broken" else name


def form_blocks(form: Form, layout: FormLayout, draw: Draw, printing: Printing, key: str, year: int) -> list[Block]:
    """Title, table and notes of a form."""
    heads = draw.split(data("indicators")["heads"])
    title = f"{year}年度{form.name}{'部门整体支出绩效自评表' if form.overall else '项目支出绩效自评表'}"
    sheet = Sheet(form, layout, heads, draw, printing, key)
    if layout.total == "top":
        sheet.total()
    sheet.top()
    if layout.goals == "before":
        sheet.goals()
    blocks: list[Block] = [Heading(title, 3)]
    if layout.execution == "sentence":
        blocks.append(Para(_sentence(sheet)))
    elif layout.execution != "late":
        sheet.execution()
    if layout.goals in ("after", "pair"):
        sheet.goals()
    if layout.execution == "split":
        blocks.append(Grid("", grid_rows(sheet.rows), tag="form"))
        sheet.rows = []
    sheet.head()
    sheet.indicators()
    if layout.execution == "late":
        sheet.execution()
    if layout.total in ("bottom", "exec"):
        sheet.total()
    remark = draw.split(data("indicators")["remarks"]) if draw.chance(0.6) else ""
    below = [mark(key + ".remark", remark)] if remark else []
    blocks.append(Grid("", grid_rows(sheet.rows), [], below, tag="form"))
    if layout.total == "sentence":
        blocks.append(Para(f"该表自评总分为{mark(key + '.total', form.total)}分。"))
    return blocks


def _sentence(sheet: Sheet) -> str:
    form, unit = sheet.form, sheet.printing.unit
    return (f"全年预算数{sheet.money('exec.budget', form.budget)}{unit}，全年执行数{sheet.money('exec.actual', form.actual)}{unit}，"
            f"预算执行率{mark(sheet.key + '.exec.rate', form.rate)}，预算执行分值{form.exec_weight}分，"
            f"得{mark(sheet.key + '.exec.score', form.exec_score)}分。")  # fmt: skip


def indicator_rows(form: Form) -> list[dict[str, str]]:
    return [{"form": form.name, "name": i.name, "target": i.target, "actual": i.actual, "weight": str(i.weight),
             "score": i.score} for i in form.indicators]  # fmt: skip
