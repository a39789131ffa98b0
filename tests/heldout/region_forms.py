"""Self-evaluation forms as further regions print them: weights of levels in columns of their own, no levels at all, levels as rows
across the form or without the word 指标, targets before and after an adjustment, coefficients, rates of deviation, standards
with figures of their own, money by source, in two sides or without a head, grades beside the total, completions as sentences."""

from heldout.amounts import Printing, decimal, quotient, trimmed
from heldout.blocks import Block, Document, Grid, Heading, grid_rows
from heldout.form_grid import indicator_rows
from heldout.forms import Form, Indicator, forms
from heldout.marks import mark
from heldout.province_forms import ProvinceLayout, ProvinceSheet
from heldout.vocabulary import Draw, data
from heldout.world import world

HEADS = {
    "guide": {"l1": "一级指标", "w1": "权重", "l2": "二级指标", "w2": "权重", "l3": "三级指标", "weight": "权重（分）", "basis": "评分细则",
              "target": "预期值", "actual": "实现值", "score": "自评分数", "note": "扣分原因"},
    "core": {"no": "序号", "l1": "一级指标", "w1": "权重", "l2": "二级指标", "w2": "权重", "l3": "指标名称", "unit": "计量单位",
             "sign": "指标性质", "before": "调整前指标值", "number": "调整后指标值", "target": "调整后指标值", "actual": "全年完成值",
             "factor": "得分系数", "weight": "指标权重", "score": "指标得分", "note": "说明"},
    "plain": {"l1": "一级指标", "l2": "二级指标", "l3": "三级指标", "target": "年度指标值", "actual": "实际完成值", "weight": "分值",
              "score": "得分", "note": "偏差原因分析及改进措施"},
    "list": {"no": "序号", "l3": "绩效指标内容", "weight": "满分", "target": "计划数", "actual": "完成数", "score": "实得分", "note": "备注"},
    "gap": {"l1": "一级指标", "l2": "二级指标", "l3": "三级指标", "basis": "计分方法", "target": "年度指标值", "actual": "全年完成值",
            "gap": "偏差度", "weight": "分值", "score": "得分", "note": "偏差原因及改进措施"},
    "sign": {"l1": "一级指标", "l2": "二级指标", "l3": "三级指标", "sign": "指标性质", "number": "指标值", "unit": "度量单位",
             "actual": "实际完成值", "weight": "分值", "score": "得分", "note": "偏差原因分析及改进措施"},
    "told": {"l1": "指标类型", "l2": "指标子类", "no": "序号", "l3": "指标内容", "target": "年初绩效目标", "told": "年度完成情况",
             "weight": "分数", "score": "评定得分", "basis": "评分说明"},
}  # fmt: skip
STANDARDS = ["完成目标得满分，每低1个百分点扣0.5分，扣完为止", "达到目标值得100%分值，低于60%不得分"]
TOLD = ["实际完成{}，任务完成", "截至年底达到{}"]
SPANS = {"w1": 0, "w2": 1}


class RegionSheet(ProvinceSheet):
    """Builds the rows of one form."""

    words = HEADS

    def __init__(self, form: Form, layout: ProvinceLayout, draw: Draw, printing: Printing) -> None:
        super().__init__(form, layout, draw, printing)
        self.graded = False

    @property
    def own(self) -> dict[str, str]:
        form = self.form
        return {"budget": self.money("exec.budget", form.budget), "actual": self.money("exec.actual", form.actual),
                "weight": str(form.exec_weight), "rate": self.rate, "score": self.score,
                "first": self.printing.cell(form.budget - form.budget // 12)}  # fmt: skip

    def top(self) -> None:
        form = self.form
        self.line(["主管部门" if form.overall else "项目名称", form.name])
        if self.layout.total == "top":
            self.line(["自评总得分", mark(f"{self.key}.total", form.total)])
        if self.layout.execution != "late":
            self.money_rows()

    def money_rows(self) -> None:
        made = {"columns": self.plain_columns, "sides": self.sides, "sources": self.sources, "late": self.plain_columns}
        made[self.layout.execution]()

    def plain_columns(self) -> None:
        own, unit = self.own, self.printing.unit
        self.line(
            [
                f"年初预算数（{unit}）",
                own["first"],
                f"调整后预算数（{unit}）",
                own["budget"],
                f"实际支出数（{unit}）",
                own["actual"],
            ]
        )
        self.line(["预算执行率", own["rate"], "执行率权重", own["weight"], "执行率得分", own["score"]])

    def sides(self) -> None:
        own, form = self.own, self.form
        self.line(
            [
                f"年度预算申请（{self.printing.unit}）",
                "年初预算数",
                "全年预算数",
                "全年执行数",
                "分值",
                "执行率",
                "得分",
            ]
        )
        self.line(
            ["年度资金总额", own["first"], own["budget"], own["actual"], own["weight"], own["rate"], own["score"]]
        )
        other, run = form.actual // 7, form.actual // 3
        self.line(["按收入性质分", "<", "<", "按支出性质分"])
        cell = self.printing.cell
        self.line(["其中：一般公共预算", "<", cell(form.actual - other), "其中：基本支出", "<", cell(run)])
        self.line(["其他资金", "<", cell(other), "项目支出", "<", cell(form.actual - run)])

    def sources(self) -> None:
        own, form, cell = self.own, self.form, self.printing.cell
        self.line(
            [f"项目资金（{self.printing.unit}）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
        )
        self.line(
            ["年度资金总额", own["first"], own["budget"], own["actual"], own["weight"], own["rate"], own["score"]]
        )
        other = form.actual // 8
        first = form.budget - form.budget // 12
        self.line(["其中：当年财政拨款", cell(first - other), self.money("exec.part.budget", form.budget - other),
                   self.money("exec.part.actual", form.actual - other), "—", "—", "—"])  # fmt: skip
        self.line(["其他资金", cell(other), cell(other), cell(other), "—", "—", "—"])

    def indicators(self) -> None:
        if self.layout.levels != "rows":
            return super().indicators()
        last = ""
        for at, indicator in enumerate(self.form.indicators):
            if indicator.l1 != last:
                last = indicator.l1
                number = "一二三四"[len({i.l1 for i in self.form.indicators[: at + 1]}) - 1]
                self.line([f"{number}、{last}"])
            self.rows.append([self.cell(c, at, at + 1, indicator, (last, "")) for c in self.columns])
        return None

    def cell(self, column: str, at: int, number: int, i: Indicator, last: tuple[str, str]) -> str:
        key = f"{self.key}.i{at}"
        if column in SPANS:
            level = ("l1", "l2")[SPANS[column]]
            same = i.l1 == last[0] and (column == "w1" or i.l2 == last[1])
            own = [x for x in self.form.indicators if x.l1 == i.l1 and (level == "l1" or x.l2 == i.l2)]
            return "^" if same else str(sum(x.weight for x in own))
        goal = self.parted(i)[1]
        plain = {"basis": STANDARDS[at % 2], "before": self.before(goal, i), "factor": self.factor(i), "gap": self.gap(i),
                 "told": TOLD[at % 2].format(mark(key + ".actual", i.actual)) if goal.isdigit() else i.actual}  # fmt: skip
        if column in plain:
            return plain[column]
        if column == "l3" and self.layout.levels in ("rows", "short"):
            return f"指标{1 + at}：{i.name}" if self.layout.levels == "rows" else i.name
        return super().cell(column, at, number, i, last)

    def before(self, goal: str, i: Indicator) -> str:
        more = int(goal) + int(goal) // 9 if goal.isdigit() else 0
        shown = str(min(more, 100) if i.target.endswith("%") else more) if more else goal
        return i.target.replace(goal, shown) if "number" not in self.columns else shown

    def factor(self, i: Indicator) -> str:
        steps = int(i.score.partition(".")[0]) * 100 + int(i.score.partition(".")[2].ljust(2, "0") or 0)
        return trimmed(decimal(quotient(steps, i.weight, 0), 2))

    def gap(self, i: Indicator) -> str:
        if not i.done.endswith("%"):
            return "0%"
        whole, _, rest = i.done.rstrip("%").partition(".")
        steps = int(whole) * 100 + int(rest.ljust(2, "0") or 0) - 10_000
        return ("-" if steps < 0 else "") + trimmed(decimal(abs(steps), 2)) + "%"

    def level(self, column: str, i: Indicator, last: tuple[str, str]) -> str:
        text = super().level(column, i, last)
        return text.replace("指标", "") if self.layout.levels == "short" else text

    def total(self) -> None:
        if self.layout.execution == "late":
            self.money_rows()
        if self.layout.total == "top":
            return
        super().total()
        if self.layout.total == "graded" and "note" in self.columns:
            self.rows[-1][self.columns.index("note")] = "自评等级：优"
        if self.layout.total == "conclusion":
            self.line(["评价结论", "项目总体完成较好，资金使用规范。"])
            self.line(["存在问题", "无"])


def region_layouts() -> list[ProvinceLayout]:
    found = []
    for number, line in enumerate(data("region_layouts")):
        columns, levels, execution, total, heads = line.split(" | ")
        merging = "first" if levels == "first" else "merge"
        found.append(ProvinceLayout(number, tuple(columns.split()), levels, merging, execution, total, heads))
    return found


def region_form(seed: int) -> Document:
    """A single form in a layout of a further region."""
    w, draw = world(seed), Draw(seed, "region")
    form = draw.of(forms(seed, w))
    layout = draw.split(region_layouts())
    sheet = RegionSheet(form, layout, draw, w.printing)
    sheet.top()
    sheet.head()
    sheet.indicators()
    sheet.total()
    remark = draw.split(data("indicators")["remarks"]) if draw.chance(0.4) else ""
    below = [mark(f"{sheet.key}.remark", remark)] if remark else []
    kind = "部门整体支出绩效自评表" if form.overall else "项目支出绩效自评表"
    blocks: list[Block] = [
        Heading(f"{w.year}年度{form.name}{kind}", 3),
        Grid("", grid_rows(sheet.rows), [], below, tag="form"),
    ]
    return Document(blocks, f"{form.name}绩效自评表", indicator_rows(form), {"region": str(layout.number)})
