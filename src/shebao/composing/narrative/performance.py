"""What the forms of performance self-evaluation say, for the sentences of the performance section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, ClassVar

from shebao.composing.narrative.lookup import ZERO, Quantity
from shebao.composing.narrative.printing import amount_text, score_text
from shebao.composing.narrative.voice import Voice, sentence
from shebao.composing.narrative.worded import Fulfilment, Worded
from shebao.evidence import FormRef, Origin
from shebao.report.forms import Form, FormKind, Indicator
from shebao.report.provenance import Figure
from shebao.report.statements import Aspect

_READ = {
    **dict.fromkeys(map(ord, " \t\u3000“”‘’「」『』《》\"'")),
    ord("（"): "(",
    ord("）"): ")",
}  # as names are compared
_PARTS = {
    "overall.basic": ("基本支出", "expenditure.basic"),
    "overall.project": ("项目支出", "expenditure.project"),
}
GRADES = (("优", Decimal(90)), ("良", Decimal(80)), ("合格", Decimal(60)), ("不合格", Decimal(0)))


class FormWords(Worded):
    """One form as sentences speak of it."""

    words: ClassVar[Mapping[str, str]] = {
        "名称": "name",
        "有执行": "is_executed",
        "完成": "completion",
        "预算": "budget",
        "执行": "spent",
        "得分": "score",
        "有得分": "is_scored",
        "指标数": "indicators",
        "完成数": "reached",
        "未完成": "missed",
        "有未完成": "is_missed",
        "成效": "results",
        "有问题": "is_problem",
        "问题": "problem",
        "措施": "measures",
    }

    def __init__(self, voice: Voice, form: Form) -> None:
        self._voice, self._form = voice, form
        self._desk = voice.lookup

    def name(self) -> str:
        """The project's name."""
        return self._form.name.removesuffix("项目")

    def _measure(self) -> str:
        return "overall" if self._form.kind is FormKind.OVERALL else "performance.project"

    def _item(self) -> tuple[str, ...]:
        return () if self._form.kind is FormKind.OVERALL else (self.name().translate(_READ),)

    def quantity(self, figure: Figure | None, aspect: Aspect, words: str) -> Quantity:
        """An amount of the form, in 万元."""
        value = figure.value if figure else ZERO
        formula = f"《{self._form.title.quote}》{words}＝{amount_text(value)}万元"
        field = "actual" if aspect is Aspect.ACTUAL else "budget"
        origin = Origin(formula, source=FormRef(self._form.title.quote, field))
        return Quantity(self._measure(), aspect, value, "万元", origin, self._item(), "", self._desk.year)

    def _line(self) -> tuple[Figure | None, Figure | None]:
        line = self._form.executions[0] if self._form.executions else None
        return (line.budget, line.actual) if line else (None, None)

    def is_executed(self) -> bool:
        """Whether budget and spending are filled in and the budget is above zero."""
        budget, actual = self._line()
        return budget is not None and actual is not None and budget.value > 0

    def budget(self) -> str:
        """全年预算数, printed."""
        return self._voice.state(self.quantity(self._line()[0], Aspect.ADJUSTED_BUDGET, "预算数"))

    def spent(self) -> str:
        """执行数, printed."""
        return self._voice.state(self.quantity(self._line()[1], Aspect.ACTUAL, "执行数"))

    def completion(self) -> Fulfilment:
        """Spending beside the adjusted budget."""
        budget, actual = self._line()
        planned = self.quantity(budget, Aspect.ADJUSTED_BUDGET, "预算数")
        done = self.quantity(actual, Aspect.ACTUAL, "执行数")
        outline = self._desk.outline
        return Fulfilment(self._voice, done, planned, Aspect.BUDGET, outline.rate_decimals, outline.reason_from)

    def is_scored(self) -> bool:
        """Whether the form has a total."""
        return self._form.total is not None

    def score(self) -> str:
        """The total score, printed."""
        total = self._form.total
        assert total is not None
        return self._voice.figure(score_text(total.value), total.value, "分", _scored(self._form, total))[1]

    def indicators(self) -> int:
        """How many indicators the form has."""
        return len(self._form.indicators)

    def _missed(self) -> list[Indicator]:
        return [item for item in self._form.indicators if _falls_short(item)]

    def reached(self) -> int:
        """How many indicators have their full score."""
        return len(self._form.indicators) - len(self._missed())

    def is_missed(self) -> bool:
        """Whether any indicator has less than its full score."""
        return bool(self._missed())

    def missed(self) -> str:
        """The names of the indicators with less than their full score."""
        return "、".join(f"“{item.name}”" for item in self._missed())

    def _told(self, key: str) -> str:
        return self._desk.material.words.performance.get(f"{key}:{self._form.name}", "")

    def results(self) -> str:
        """What the project achieved, in the unit's words; a gap where it did not say."""
        found = self._told("project")
        needed = f"“{self.name()}”项目的主要产出和效益"
        return sentence(found) if found else self._voice.gap(f"performance.project:{self._form.name}", needed)

    def is_problem(self) -> bool:
        """Whether problems or measures are told, here or in the form."""
        return bool(self._told("problem") or self._form.reasons)

    def problem(self) -> str:
        """What went wrong and why."""
        reasons = self._form.reasons.text if self._form.reasons else ""
        return sentence(self._told("problem") or reasons)

    def measures(self) -> str:
        """What will be done."""
        measures = self._form.measures.text if self._form.measures else ""
        found = self._told("measure") or measures
        needed = f"“{self.name()}”项目下一步改进措施"
        return sentence(found) if found else self._voice.gap(f"performance.measure:{self._form.name}", needed)


def _scored(form: Form, total: Figure) -> Origin:
    formula = f"《{form.title.quote}》各项得分之和＝{score_text(total.value)}分"
    return Origin(formula, source=FormRef(form.title.quote, "total"))


def _falls_short(item: Indicator) -> bool:
    return item.score is not None and item.weight is not None and item.score.value < item.weight.value


def performance_words(voice: Voice) -> dict[str, Any]:
    """The words about performance."""
    lookup = voice.lookup
    forms = [material.form for material in lookup.material.forms]
    projects = [form for form in forms if form.kind is FormKind.PROJECT]
    overall = next((form for form in forms if form.kind is FormKind.OVERALL), None)

    def total(measure: str, side: int) -> Quantity:
        words = [FormWords(voice, form) for form in projects]
        figures = [found for word in words if (found := word._line()[side]) is not None]
        aspect, name = (Aspect.ACTUAL, "执行数") if side else (Aspect.ADJUSTED_BUDGET, "预算数")
        origins = [word.quantity(found, aspect, name).origin for word in words if (found := word._line()[side])]
        value = sum((figure.value for figure in figures), ZERO)
        if lookup.unit == "元":
            value *= 10_000
        added = "＋".join(amount_text(figure.value) for figure in figures) or "0"
        return Quantity(
            measure,
            Aspect.ACTUAL,
            value,
            lookup.unit,
            Origin.of(f"{added}＝{amount_text(value)}{lookup.unit}", origins),
            (),
            "",
            lookup.year,
        )

    def part(measure: str, figure: Figure | None) -> Quantity:
        assert overall is not None
        name, booked = _PARTS[measure]
        quantity = FormWords(voice, overall).quantity(figure, Aspect.ACTUAL, name)
        spent = lookup.actual(booked)
        origins = (spent.origin,) if spent.value == quantity.value else ()
        return replace(quantity, measure=measure, origin=Origin.of(quantity.origin.formula, origins))

    return {
        "项目自评表": [FormWords(voice, form) for form in projects],
        "整体自评表": FormWords(voice, overall) if overall else None,
        "自评资金": lambda: total("performance.amount", 1),
        "自评预算": lambda: total("performance.budget", 0),
        "整体基本支出": lambda: voice.state(part("overall.basic", overall.basic if overall else None)),
        "整体项目支出": lambda: voice.state(part("overall.project", overall.project if overall else None)),
        "有整体结构": overall is not None and overall.basic is not None and overall.project is not None,
        "印": voice.state,
        "项目数": lambda name="", unit="个": voice.state(
            lookup.count("performance.projects", len(projects), unit, (name,) if name else ())
        ),
        "项目等级": lambda grade, number: voice.state(
            lookup.count("performance.projects", number, "个", (f"绩效评级为{grade}的项目",))
        ),
        "等级数": lambda: list(_grades(projects)),
        "平均分": lambda: _average(voice, projects),
        "有项目支出": lookup.actual("general.project").value != ZERO,
    }


def _grades(projects: list[Form]) -> Iterator[tuple[str, int]]:
    """How many projects have which grade."""
    totals = [form.total.value for form in projects if form.total is not None]
    upper = Decimal(101)
    for name, low in GRADES:
        yield name, sum(low <= total < upper for total in totals)
        upper = low


def _average(voice: Voice, projects: list[Form]) -> str:
    scored = [(form, form.total) for form in projects if form.total is not None]
    totals = [total.value for _form, total in scored]
    value = (sum(totals, ZERO) / len(totals)).quantize(Decimal("0.01"), rounding="ROUND_HALF_UP")
    added = "＋".join(score_text(total) for total in totals)
    return voice.figure(
        f"{value:f}",
        value,
        "分",
        Origin.of(f"（{added}）÷{len(totals)}＝{value:f}分", (_scored(*each) for each in scored)),
    )[1]
