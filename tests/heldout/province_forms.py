"""Self-evaluation forms as other provinces print them: numbered rows, targets cut into sign, number and unit, grades in words,
scores given twice, reasons apart from measures, weights in brackets without 分, budget execution as a row of the indicators."""

import re
from dataclasses import dataclass

from heldout.amounts import Printing
from heldout.blocks import Block, Document, Grid, Heading, grid_rows
from heldout.form_grid import indicator_rows
from heldout.forms import Form, Indicator, forms
from heldout.marks import mark
from heldout.vocabulary import Draw, data
from heldout.world import world

HEADS = {
    "zi": {"no": "序号", "l1": "一级指标", "l2": "二级指标", "l3": "三级指标", "target": "年度指标值", "actual": "实际完成值",
           "weight": "分值", "score": "自评得分", "note": "偏差原因", "measure": "改进措施"},
    "zhi": {"l1": "一级指标", "l2": "二级指标", "l3": "三级指标", "sign": "指标性质", "number": "指标值", "unit": "度量单位",
            "actual": "实际完成值", "weight": "权重（%）", "score": "得分", "note": "未完成原因", "measure": "拟采取的改进措施"},
    "ping": {"no": "编号", "l1": "一级指标", "l2": "二级指标", "l3": "三级指标", "basis": "评分标准", "target": "目标值", "actual": "完成值",
             "done": "完成率", "weight": "分值", "score": "自评得分", "review": "复评得分", "note": "偏差原因分析", "measure": "改进措施"},
    "dang": {"no": "序号", "l1": "指标类型", "l2": "二级指标", "l3": "绩效指标", "basis": "指标解释", "sign": "符号", "number": "目标值",
             "unit": "计量单位", "target": "绩效目标", "actual": "全年完成值", "weight": "标准分值", "score": "评价得分", "note": "备注"},
}  # fmt: skip
TARGET = re.compile(r"(≥|≤|不低于|不超过)?(\d+)(.*)")
SIGNS = {"≥": "≥", "≤": "≤", "不低于": "≥", "不超过": "≤", None: "="}
MEASURES = ["合理设定下年度目标值", "加快工作进度，按季调度"]
BASES = ["达到目标值得满分，未达到的按比例计分", "按完成比例计分，不超过分值"]
GRADES = ["优", "良"]
WEIGHTED = ("paren", "head")


@dataclass(frozen=True)
class ProvinceLayout:
    number: int
    columns: tuple[str, ...]
    levels: str
    merging: str
    execution: str
    total: str
    heads: str


def province_layouts() -> list[ProvinceLayout]:
    found = []
    for number, line in enumerate(data("province_layouts")):
        columns, *rest = line.split(" | ")
        found.append(ProvinceLayout(number, tuple(columns.split()), *rest))
    return found


class ProvinceSheet:
    """Builds the rows of one form."""

    words = HEADS

    def __init__(self, form: Form, layout: ProvinceLayout, draw: Draw, printing: Printing) -> None:
        self.form, self.layout, self.draw, self.printing, self.key = form, layout, draw, printing, "form0"
        self.columns, self.width = layout.columns, len(layout.columns)
        self.graded = draw.chance(0.5)
        self.rows: list[list[str]] = []

    def line(self, cells: list[str]) -> None:
        self.rows.append(cells + ["<"] * (self.width - len(cells)))

    def money(self, place: str, steps: int) -> str:
        return mark(f"{self.key}.{place}", self.printing.cell(steps))

    def top(self) -> None:
        form, unit = self.form, self.printing.unit
        self.line(["单位名称" if form.overall else "项目名称", form.name])
        budget, actual = self.money("exec.budget", form.budget), self.money("exec.actual", form.actual)
        if self.layout.execution == "indicator":
            self.line([f"全年预算数（{unit}）", budget, f"全年执行数（{unit}）", actual])
            return
        label = "部门整体支出总额" if form.overall else "年度资金总额"
        self.line([f"资金情况（{unit}）", "全年预算数", "全年执行数", "分值", "执行率", "得分"])
        self.line([label, budget, actual, str(form.exec_weight), self.rate, self.score])

    @property
    def rate(self) -> str:
        return mark(f"{self.key}.exec.rate", self.form.rate)

    @property
    def score(self) -> str:
        return mark(f"{self.key}.exec.score", self.form.exec_score)

    def execution(self) -> None:
        """Budget execution as the first row of the indicators."""
        own = {"l1": "预算执行", "l2": "预算执行率", "l3": "预算执行率", "target": "100%", "sign": "=", "number": "100",
               "unit": "%", "actual": self.rate, "done": self.form.rate, "weight": str(self.form.exec_weight), "no": "1",
               "basis": self.draw.of(BASES), "score": self.score, "review": self.form.exec_score}  # fmt: skip
        self.rows.append([own.get(column, "") for column in self.columns])

    def indicators(self) -> None:
        last, first = ("", ""), 2 if self.layout.execution == "indicator" else 1
        for at, indicator in enumerate(self.form.indicators):
            self.rows.append([self.cell(c, at, first + at, indicator, last) for c in self.columns])
            last = (indicator.l1, indicator.l2)

    def cell(self, column: str, at: int, number: int, i: Indicator, last: tuple[str, str]) -> str:
        key = f"{self.key}.i{at}"
        sign, amount, unit = self.parted(i)
        if column in ("l1", "l2"):
            return self.level(column, i, last)
        plain = {"no": str(number), "l3": i.name, "sign": sign, "unit": unit, "basis": BASES[at % 2], "review": i.score,
                 "note": i.note, "measure": MEASURES[at % 2] if i.note else ""}  # fmt: skip
        if column in plain:
            return plain[column]
        shown = {"number": amount, "target": self.graded_word(i, i.target), "actual": self.graded_word(i, i.actual),
                 "weight": str(i.weight), "done": i.done, "score": i.score}  # fmt: skip
        if column == "actual" and "unit" in self.columns and amount.isdigit():
            shown["actual"] = i.actual.removesuffix(unit)
        return mark(f"{key}.{'target' if column == 'number' else column}", shown[column])

    def graded_word(self, i: Indicator, text: str) -> str:
        return GRADES[0] if self.graded and i.kind == "word" else text

    def parted(self, i: Indicator) -> tuple[str, str, str]:
        found = TARGET.fullmatch(i.target)
        return (SIGNS[found[1]], found[2], found[3]) if found else ("定性", self.graded_word(i, i.target), "—")

    def level(self, column: str, i: Indicator, last: tuple[str, str]) -> str:
        same = i.l1 == last[0] and (column == "l1" or i.l2 == last[1])
        if same and self.layout.merging != "repeat":
            return "^" if self.layout.merging == "merge" else ""
        own = [x for x in self.form.indicators if x.l1 == i.l1 and (column == "l1" or x.l2 == i.l2)]
        weight = f"（{sum(x.weight for x in own)}）" if self.layout.levels in WEIGHTED else ""
        return (i.l1 if column == "l1" else i.l2) + weight

    def head(self) -> None:
        names = dict(self.words[self.layout.heads])
        if self.layout.levels == "head":
            names |= {level: f"{names[level]}（权重）" for level in ("l1", "l2")}
        self.rows.append([names[column] for column in self.columns])

    def total(self) -> None:
        row = [""] * self.width
        row[0] = self.draw.of(["合计", "总分", "自评总分"])
        row[self.columns.index("weight")] = mark(f"{self.key}.full", "100")
        row[self.columns.index("score")] = mark(f"{self.key}.total", self.form.total)
        if "review" in self.columns:
            row[self.columns.index("review")] = self.form.total
        self.rows.append(row)
        if self.layout.total == "grade":
            self.line(["评价等级", "优（90分以上）"])


def province_form(seed: int) -> Document:
    """A single form in a layout of another province."""
    w, draw = world(seed), Draw(seed, "province")
    form = draw.of(forms(seed, w))
    layout = draw.split(province_layouts())
    sheet = ProvinceSheet(form, layout, draw, w.printing)
    sheet.top()
    sheet.head()
    if layout.execution == "indicator":
        sheet.execution()
    sheet.indicators()
    sheet.total()
    remark = draw.split(data("indicators")["remarks"]) if draw.chance(0.6) else ""
    below = [mark(f"{sheet.key}.remark", remark)] if remark else []
    kind = "部门整体支出绩效自评表" if form.overall else "项目支出绩效自评表"
    blocks: list[Block] = [
        Heading(f"{w.year}年度{form.name}{kind}", 3),
        Grid("", grid_rows(sheet.rows), [], below, tag="form"),
    ]
    return Document(blocks, f"{form.name}绩效自评表", indicator_rows(form), {"province": str(layout.number)})
