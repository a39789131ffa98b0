"""Validation of a form's data: weights, headings, targets, repeated indicators, required reasons, typed-in scores."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache

from shebao.fields.data_files import load_data
from shebao.money import Interval, exactly, parse_number, total
from shebao.performance.model import FormData, Indicator
from shebao.performance.problems import Finding, Level
from shebao.performance.scored import ScoredForm, ScoredIndicator
from shebao.report.performance import Bound, quantities

Failure = tuple[Indicator, tuple[str, str, str]]
_COST = re.compile(r"成本|造价|单价")
_SATISFACTION = re.compile(r"满意(度|率)")
_COUNT_NAME = re.compile(r"(人数|人次|数量|个数|次数|户数|份数|件数|金额)$")
_RATE_NAME = re.compile(r"[^，,；;、\s]{1,16}(率|比例|占比|满意度)")
_SOFT = {"reason"}
Bands = Mapping[str, tuple[Decimal, Decimal]]
_WORDS = (
    (2, re.compile(r"未(完成|达成|达到|达标|实现|开展|启动)|没有(完成|达到|开展)")),
    (1, re.compile(r"(部分|基本|大部分|大体|初步)(完成|达成|达到|达标|实现)")),
    (0, re.compile(r"(全部|全面|均已|如期|按期|按时)(完成|达成|达到|达标|实现)|达成预期")),
)


@cache
def tree() -> Mapping[str, tuple[str, ...]]:
    """Level-two headings by level-one heading."""
    data = load_data(__package__, "tree.yaml")
    return {one: tuple(twos) for one, twos in data.items()}


def form_label(form: FormData) -> str:
    """What a form is called in messages."""
    return "整体绩效自评表" if form.kind.value == "overall" else f"《{form.name}》项目绩效自评表"


def problems_of(scored: ScoredForm, failed: Sequence[Failure]) -> tuple[Finding, ...]:
    """Every problem of a scored form, in the order of the form."""
    label = form_label(scored.form)
    found = [
        *_budget(scored, label),
        *(_failure(item, problem, label) for item, problem in failed),
        *_weights(scored, label),
        *_repeated(scored.form, label),
        *(problem for item in scored.form.indicators for problem in _indicator(item, label)),
        *_over_fulfilled(scored, label),
        *(problem for result in scored.indicators for problem in _against_its_word(result, scored.scheme.bands, label)),
        *_printed(scored, label),
        *_explained(scored, label),
        *_date(scored.form, label),
    ]
    return tuple(found)


def _failure(item: Indicator, problem: tuple[str, str, str], label: str) -> Finding:
    code, message, todo = problem
    return Finding(Level.WARNING if code in _SOFT else Level.ERROR, code, label, item.name, message, todo)


def _budget(scored: ScoredForm, label: str) -> Iterator[Finding]:
    form = scored.form
    if form.budget.base is None or form.budget.base <= 0:
        yield Finding(
            Level.ERROR, "budget", label, "", "没有预算数，执行率无法计算", "请填年初预算数或全年预算数（万元）"
        )
    elif form.budget.spent is None:
        yield Finding(Level.ERROR, "spent", label, "", "没有执行数", "请填执行数（万元）")
    elif form.budget.spent < 0:
        yield Finding(Level.ERROR, "spent", label, "", f"执行数 {form.budget.spent} 为负", "请核对执行数")
    if form.basic is not None and form.project is not None and form.budget.spent is not None:
        added = form.basic + form.project
        parts = total((written(form.basic), written(form.project)))
        if not any(
            amount is not None and parts.meets(written(amount)) for amount in (form.budget.spent, form.budget.base)
        ):
            message = f"基本支出 {form.basic}＋项目支出 {form.project}＝{added}，不等于执行数 {form.budget.spent}"
            yield Finding(Level.ERROR, "parts", label, "", message, "请核对三个数")


def written(amount: Decimal) -> Interval:
    """What an amount stands for: itself ± half the last digit that was written."""
    number = parse_number(f"{amount:f}")
    return number.interval if number else exactly(amount)


def _weights(scored: ScoredForm, label: str) -> Iterator[Finding]:
    form, scheme = scored.form, scored.scheme
    for item in form.indicators:
        if item.weight <= 0:
            yield Finding(Level.ERROR, "weight", label, item.name, f"权重 {item.weight} 不是正数", "请填正的分值")
    weights = sum((item.weight for item in form.indicators), Decimal(0))
    if weights != scheme.indicators:
        message = f"指标权重合计 {weights.normalize():f} 分，应为 {scheme.indicators} 分（预算执行率另占 {scheme.execution} 分）"
        yield Finding(Level.ERROR, "weights", label, "", message, "请调整权重")
    for path, stated in form.groups.items():
        goal = re.fullmatch(r"目标(\d+)", path[0])
        below = path[1:] if goal else path
        number = int(goal[1]) if goal else None
        members = [
            i.weight
            for i in form.indicators
            if (number is None or i.goal == number) and (i.level_one, i.level_two)[: len(below)] == below
        ]
        added = sum(members, Decimal(0))
        if added != stated:
            message = f"“{'·'.join(path)}”注明 {stated} 分，其下指标权重合计 {added.normalize():f} 分"
            yield Finding(Level.ERROR, "group", label, path[-1], message, "请改标注或权重")
    for annual, (stated_goal, _) in form.goals.items():
        added = sum((i.weight for i in form.indicators if i.goal == annual), Decimal(0))
        if stated_goal is not None and added != stated_goal:
            message = f"年度绩效目标 {annual} 注明 {stated_goal} 分，其下指标权重合计 {added.normalize():f} 分"
            yield Finding(Level.ERROR, "goal", label, f"目标 {annual}", message, "请改标注或权重")


def _repeated(form: FormData, label: str) -> Iterator[Finding]:
    seen: dict[tuple[object, ...], Indicator] = {}
    for item in form.indicators:
        key = (item.goal, item.level_one, item.level_two, "".join(item.name.split()))
        before = seen.setdefault(key, item)
        if before is not item and _dimensions(before) == _dimensions(item):
            message = f"“{item.name}”在“{item.level_two}”下出现两次"
            yield Finding(Level.ERROR, "repeated", label, item.name, message, "请合并或改名")


def _dimensions(item: Indicator) -> tuple[str, ...]:
    """What a target counts in: one indicator may stand twice where it is measured in two units (万元 and 户)."""
    return tuple(quantity.unit.dimension for quantity in quantities(item.target))


def _indicator(item: Indicator, label: str) -> Iterator[Finding]:
    known = tree()
    ones = known.get(item.level_one)
    if ones is None:
        yield Finding(
            Level.ERROR, "heading", label, item.name, f"没有一级指标“{item.level_one}”", f"请用 {'、'.join(known)}"
        )
    elif item.level_two and item.level_two not in ones and "满意度" not in item.level_two:
        message = f"“{item.level_two}”不是“{item.level_one}”下的二级指标"
        yield Finding(Level.ERROR, "heading", label, item.name, message, f"请用 {'、'.join(ones)}")
    if _COST.search(item.name) and item.level_two in {"数量指标", "质量指标", "时效指标"}:
        message = f"成本类指标列在“{item.level_two}”之下"
        yield Finding(Level.WARNING, "misplaced", label, item.name, message, "请移到“成本指标”")
    numbers = quantities(item.target)
    if (
        item.level_two == "数量指标"
        and not numbers
        and not re.search(r"[一二三四五六七八九十]{1,9}[次个户家人名场批份项期件]", item.target)
    ):
        message = f"数量指标的目标值“{item.target}”没有数量"
        yield Finding(Level.WARNING, "unquantified", label, item.name, message, "请改填数量（如 ≥5 人）")
    if len(numbers) == 1:
        is_rate = numbers[0].unit.dimension == "ratio"
        if is_rate and _COUNT_NAME.search(item.name):
            message = f"指标是数量，目标值“{item.target}”是百分比"
            yield Finding(Level.WARNING, "percentage", label, item.name, message, "请改填绝对数，或把指标改为比率")
        if not is_rate and not numbers[0].bare and _RATE_NAME.fullmatch(item.name):
            message = f"指标是比率，目标值“{item.target}”不是百分比"
            yield Finding(Level.WARNING, "percentage", label, item.name, message, "请改填百分比")
    yield from _copied(item, label)
    yield from _fraction(item, label)


def _fraction(item: Indicator, label: str) -> Iterator[Finding]:
    """A percentage that a spreadsheet turned into a fraction (93% into 0.93) would score a hundredth."""
    target, actual = quantities(item.target), quantities(item.actual)
    if len(target) != 1 or len(actual) != 1 or target[0].unit.dimension != "ratio" or not actual[0].bare:
        return
    if 0 < actual[0].value <= 1 and target[0].value <= 2 * actual[0].value <= 4 * target[0].value:
        message = f"目标是百分比“{item.target}”，实际完成值“{item.actual}”是小数，没有百分号，按 {item.actual}% 计分"
        todo = f"如果是 {(actual[0].value * 100).normalize():f}%，请写上百分号"
        yield Finding(Level.WARNING, "fraction", label, item.name, message, todo)


def _copied(item: Indicator, label: str) -> Iterator[Finding]:
    if not item.actual or "".join(item.actual.split()) != "".join(item.target.split()):
        return
    if any(quantity.bound in {Bound.AT_LEAST, Bound.AT_MOST} for quantity in quantities(item.actual)):
        message = f"实际完成值“{item.actual}”照抄了目标值"
        yield Finding(Level.INFO, "copied", label, item.name, message, "请填实际达到的数")


def _over_fulfilled(scored: ScoredForm, label: str) -> Iterator[Finding]:
    limit = scored.scheme.over_fulfilled
    for result in scored.indicators:
        if result.ratio is not None and result.ratio > limit:
            message = f"完成目标的 {result.ratio * 100:.1f}%，超过 {limit * 100:.0f}%，目标可能定得太低"
            yield Finding(Level.INFO, "over", label, result.indicator.name, message, "请说明原因，并在下年提高目标")


def _printed(scored: ScoredForm, label: str) -> Iterator[Finding]:
    form = scored.form
    for result in scored.indicators:
        yield from _typed(result, label)
    if (
        form.printed_execution is not None
        and scored.execution_score is not None
        and form.printed_execution != scored.execution_score
    ):
        message = f"预算执行率得分填作 {form.printed_execution}，按规则为 {scored.execution_score}（{scored.execution_derivation}）"
        yield Finding(Level.ERROR, "execution", label, "预算执行率", message, "请改得分")
    if form.printed_total is None:
        return
    typed = [form.printed_execution, *(item.printed for item in form.indicators)]
    if all(score is not None for score in typed):
        added = sum((score for score in typed if score is not None), Decimal(0))
        if added != form.printed_total:
            message = f"总分填作 {form.printed_total}，各项得分合计 {added.normalize():f}"
            yield Finding(Level.ERROR, "total", label, "总分", message, "请改总分")


def _typed(result: ScoredIndicator, label: str) -> Iterator[Finding]:
    item = result.indicator
    if item.printed is None:
        return
    if item.printed > item.weight or item.printed < 0:
        message = f"得分填作 {item.printed}，超出 0～{item.weight}"
        yield Finding(Level.ERROR, "above", label, item.name, message, "请改得分或权重")
    elif result.score is not None and item.printed != result.score:
        message = f"得分填作 {item.printed}，按规则为 {result.score}（{result.derivation}）"
        level = Level.WARNING if result.presumed else Level.ERROR
        yield Finding(level, "score", label, item.name, message, "请改得分，或说明理由")


def _against_its_word(result: ScoredIndicator, bands: Bands, label: str) -> Iterator[Finding]:
    """A qualitative indicator whose share, chosen or typed in as a score, is not in the band that its own words name."""
    item = result.indicator
    share = (
        item.share
        if item.share is not None
        else item.printed / item.weight
        if item.printed is not None and item.weight > 0
        else None
    )
    if result.quantitative or share is None:
        return
    word, index = _word(item.actual)
    if index is None:
        return
    name, (low, high) = list(bands.items())[index]
    if not low <= share <= high:
        message = f"实际完成值写“{word}”，应属“{name}”（{low:.0%}～{high:.0%}），得分却按 {share:.0%} 计"
        yield Finding(Level.WARNING, "word", label, item.name, message, "请核对完成情况的写法、档次和得分")


def _word(actual: str) -> tuple[str, int | None]:
    """The word of an actual that says how far it went, and its band: 0 as expected, 1 partly, 2 not; None where none does."""
    for index, pattern in _WORDS:
        found = pattern.search(actual)
        if found:
            return found[0], index
    return "", None


def _explained(scored: ScoredForm, label: str) -> Iterator[Finding]:
    """Deviation analysis and measures where the rule asks for them."""
    form, (low, high) = scored.form, scored.scheme.rate_range
    causes = []
    if scored.rate is not None and not low <= scored.rate <= high:
        causes.append(f"预算执行率 {scored.rate * 100:.1f}% 超出 {low * 100:.0f}%～{high * 100:.0f}%")
    missed = [
        r.indicator.name for r in scored.indicators if r.share is not None and r.share < 1 and not r.indicator.reason
    ]
    if missed:
        causes.append(f"“{'”“'.join(missed[:3])}”{'等' if len(missed) > 3 else ''}未完成目标")
    if not causes:
        return
    if not form.reasons.strip():
        yield Finding(
            Level.WARNING,
            "reasons",
            label,
            "",
            f"{'，'.join(causes)}，没有写偏差原因",
            "请填“偏差大或目标未完成原因分析”",
        )
    if not form.measures.strip():
        yield Finding(
            Level.WARNING, "measures", label, "", f"{'，'.join(causes)}，没有写改进措施", "请填“改进措施及结果应用方案”"
        )


def _date(form: FormData, label: str) -> Iterator[Finding]:
    """A form of a year is filled in after that year."""
    match = re.match(r"\s*(20\d{2})\s*[.年/-]", form.filled_on)
    if match and int(match[1]) <= form.year and not re.search(r"12\s*[.月/-]\s*31", form.filled_on):
        message = f"填报日期 {form.filled_on} 早于 {form.year} 年度结束"
        yield Finding(Level.ERROR, "date", label, "填报日期", message, "请改填报日期")
