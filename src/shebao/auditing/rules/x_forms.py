"""X50–X57: self-evaluation forms against the narrative, the tables and each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher

from shebao.auditing.context import Context
from shebao.auditing.forms import label, projects
from shebao.auditing.performance_text import Summary, counts, funds, performance_passages, summaries
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Operand, Severity, Undecided, Verdict, Violated
from shebao.money import Interval, format_amount, total
from shebao.report.forms import Form, FormKind, Indicator
from shebao.report.performance import Quantity, quantities
from shebao.report.provenance import Figure, Passage, Source

_BASIS = "同一报告内前后一致"
_NOISE = re.compile(r"[\s“”\"（）()《》、，,]|项目$|经费$|资金$|专项$")
_INTENDED = re.compile(r"目标|任务|计划|力争|要求|拟|争取")
_CLAUSE_START = re.compile(r"[，。；：,;:\n①-⑳]")
_TENTHOUSAND = Decimal(10000)
_SCALE = {"元": Decimal(1), "万元": _TENTHOUSAND, "亿元": _TENTHOUSAND**2}


def _yuan(figure: Figure, default: str = "万元") -> Interval:
    return figure.interval.scaled(_SCALE[figure.unit if figure.unit in _SCALE else default])


def _bare(name: str) -> str:
    return re.sub(r"[\s“”\"]", "", name).replace("（", "(").replace("）", ")").removesuffix("项目")


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _bare(one), _bare(other), autojunk=False).ratio()


def _split(name: str, forms: Sequence[Form]) -> list[Form]:
    """The forms that a summary's heading names: one, or several joined by 及, 和 or 、."""
    whole = [form for form in forms if _bare(form.name) == _bare(name)]
    if whole:
        return whole[:1]
    for mark in ("以及", "及", "和", "、"):
        parts = [part for part in _bare(name).split(mark) if part]
        named = [next((f for f in forms if _bare(f.name) == part), None) for part in parts]
        found = [form for form in named if form is not None]
        if len(parts) > 1 and len(found) == len(parts):
            return found
    return []


def _matches(context: Context) -> Iterator[tuple[Summary, list[Form], bool]]:
    """Each summary with its forms (none where it matches none), and whether the name is the same."""
    forms = projects(context)
    left = list(forms)
    unnamed = []
    for summary in summaries(context.report):
        found = _split(summary.names[0], forms) if summary.names else []
        if found:
            left = [form for form in left if form not in found]
            yield summary, found, True
        else:
            unnamed.append(summary)
    for summary in unnamed:
        near = _near(summary, left, alone=len(unnamed) == len(left) == 1)
        if near is not None:
            left.remove(near)
        yield summary, [near] if near else [], not summary.names


def _near(summary: Summary, forms: Sequence[Form], alone: bool) -> Form | None:
    if alone and not summary.names:
        return forms[0]
    name = summary.names[0] if summary.names else ""
    ranked = sorted(forms, key=lambda form: _likeness(name, form.name), reverse=True)
    for form in ranked[:2]:
        line = form.executions[0] if form.executions else None
        same = bool(line and line.budget and line.actual and _same(summary, line.budget, line.actual))
        if _likeness(name, form.name) >= (0.5 if same else 0.8):
            return form
    return None


def _same(summary: Summary, budget: Figure, actual: Figure) -> bool:
    return _yuan(summary.budget).meets(_yuan(budget)) and _yuan(summary.actual).meets(_yuan(actual))


@rule(
    "X50",
    Severity.ERROR,
    "项目个数",
    proves="说明中的项目个数与自评综述、项目自评表的个数一致。",
    basis=_BASIS,
)
def project_count(context: Context) -> Iterator[Verdict]:
    """涉及项目 N 个 = 自评综述所列项目数 = 项目自评表数."""
    stated = counts(context.report)
    forms = projects(context)
    listed = sum(len(found) or 1 for _, found, _ in _matches(context))
    for count in stated:
        figures = (count.figure,)
        for number, what in ((len(forms), "项目绩效自评表"), (listed, "项目自评综述所列项目")):
            if number == count.number:
                yield Holds(count.source, figures)
            elif number > count.number:
                yield Violated(
                    count.source,
                    f"说明称涉及项目 {count.number} 个，而{what}有 {number} 个。",
                    stated=str(count.number),
                    expected=str(number),
                    figures=figures,
                    key=what,
                )
            elif number:
                yield Undecided(
                    count.source,
                    f"说明称涉及项目 {count.number} 个，本文件中{what}只读到 {number} 个，其余可能另行公开",
                    figures,
                )
    if len({count.number for count in stated}) > 1:
        first, other = stated[0], next(c for c in stated if c.number != stated[0].number)
        yield Violated(
            other.source,
            f"说明前文称涉及项目 {first.number} 个，此处为 {other.number} 个。",
            stated=str(other.number),
            expected=str(first.number),
            operands=(Operand("前文", str(first.number), first.source),),
            figures=(first.figure, other.figure),
            severity=Severity.WARNING,
        )


@rule(
    "X51",
    Severity.ERROR,
    "项目预算数、执行数",
    proves="项目自评综述中的预算数、执行数与该项目自评表一致（一个综述合并几个项目的，与各表之和一致）。",
    basis=_BASIS,
)
def summary_figures(context: Context) -> Iterator[Verdict]:
    """综述预算数、执行数 = 自评表预算数、执行数."""
    for summary, forms, _ in _matches(context):
        lines = [form.executions[0] for form in forms if form.executions]
        if not forms or len(lines) < len(forms):
            continue
        for what, stated, printed in (
            ("预算数", summary.budget, [line.budget for line in lines]),
            ("执行数", summary.actual, [line.actual for line in lines]),
        ):
            parts = [figure for figure in printed if figure is not None]
            if len(parts) == len(forms):
                yield _amount(summary, forms, what, stated, parts)


def _amount(summary: Summary, forms: Sequence[Form], what: str, stated: Figure, parts: Sequence[Figure]) -> Verdict:
    figures = (stated, *parts)
    if _yuan(stated).meets(total(_yuan(part) for part in parts)):
        return Holds(summary.source, figures)
    expected = format_amount(sum((part.value for part in parts), Decimal(0)))
    names = "、".join(f"《{form.name}》" for form in forms)
    return Violated(
        Source(stated.source.quote if len(summary.source.quote) > 120 else summary.source.quote, stated.source.place),
        f"项目自评综述的{what}为 {stated.text}{stated.unit}，{names}自评表为 {expected} 万元。",
        stated=stated.text,
        expected=expected,
        operands=tuple(Operand(f"自评表{what}", part.text, part.source) for part in parts),
        figures=figures,
        key=what,
    )


@rule(
    "X52",
    Severity.WARNING,
    "项目名称",
    proves="项目自评综述中的项目名称与项目自评表中的一致。",
    basis=_BASIS,
)
def project_names(context: Context) -> Iterator[Verdict]:
    """综述项目名 = 自评表项目名."""
    for summary, forms, same in _matches(context):
        if not forms:
            continue
        if same:
            yield Holds(summary.name_source)
            continue
        form = forms[0]
        yield Violated(
            summary.name_source,
            f"项目自评综述中的项目名称“{summary.names[0]}”与自评表中的“{form.name}”不一致。",
            stated=summary.names[0],
            expected=form.name,
            operands=(Operand("自评表项目名称", form.name, form.title),),
        )


@rule(
    "X53",
    Severity.ERROR,
    "自评项目资金合计",
    proves="自评涉及的项目资金等于各项目自评表执行数之和（自评表个数与所述个数相同时）。",
    basis=_BASIS,
)
def project_funds(context: Context) -> Iterator[Verdict]:
    """涉及资金 = Σ 项目执行数（或预算数）."""
    stated, forms = funds(context.report), projects(context)
    number = next((count.number for count in counts(context.report)), None)
    if stated is None or number != len(forms) or not forms:
        return
    lines = [form.executions[0] for form in forms if form.executions]
    actuals = [line.actual for line in lines if line.actual]
    budgets = [line.budget for line in lines if line.budget]
    if len(actuals) < number or len(budgets) < number:
        return
    if any(_yuan(stated).meets(total(_yuan(part) for part in parts)) for parts in (actuals, budgets)):
        yield Holds(stated.source, (stated, *actuals))
        return
    expected = format_amount(sum((part.value for part in actuals), Decimal(0)))
    yield Violated(
        stated.source,
        f"说明称自评项目资金 {stated.text}{stated.unit}，{number} 张项目自评表的执行数合计为 {expected} 万元。",
        stated=stated.text,
        expected=expected,
        operands=tuple(Operand("执行数", part.text, part.source) for part in actuals),
        figures=(stated, *actuals),
        suspect=stated,
    )


@rule(
    "X54",
    Severity.WARNING,
    "同一指标两表不一",
    proves="整体自评表与项目自评表中名称、目标相同的指标，实际完成值相同。",
    basis=_BASIS,
)
def same_indicator(context: Context) -> Iterator[Verdict]:
    """同一指标，同一实际完成值."""
    forms = projects(context)
    for overall in context.report.forms:
        if overall.kind is not FormKind.OVERALL:
            continue
        for item in overall.indicators:
            twins = [(form, twin) for form in forms for twin in form.indicators if _twin(item, twin)]
            if len(twins) == 1:
                yield from _compare_twins(overall, item, *twins[0])


def _twin(one: Indicator, other: Indicator) -> bool:
    if len(one.name) < 4 or _NOISE.sub("", one.name) != _NOISE.sub("", other.name):
        return False
    return bool(one.target and other.target) and _value(one.target) == _value(other.target) != ()


def _value(source: Source | None) -> tuple[tuple[Decimal, str], ...]:
    return tuple((q.low, q.unit.dimension) for q in quantities(source.quote)) if source else ()


def _one(source: Source | None) -> Quantity | None:
    found = quantities(source.quote) if source else ()
    return found[0] if len(found) == 1 else None


def _compare_twins(overall: Form, item: Indicator, form: Form, twin: Indicator) -> Iterator[Verdict]:
    one, other = _one(item.actual), _one(twin.actual)
    if one is None or other is None or one.unit.dimension != other.unit.dimension or not item.actual or not twin.actual:
        return
    if one.interval.meets(other.interval):
        yield Holds(item.source)
        return
    yield Violated(
        item.source,
        f"“{item.name}”在{label(overall)}中实际完成 {item.actual.quote}，在{label(form)}中为 {twin.actual.quote}，同一指标应一致。",
        stated=item.actual.quote,
        expected=twin.actual.quote,
        operands=(Operand(label(form), twin.actual.quote, twin.source),),
    )


@rule(
    "X55",
    Severity.WARNING,
    "文字所述完成值",
    proves="绩效说明中点名的指标，所述完成值与自评表实际完成值一致。",
    basis=_BASIS,
)
def told_actuals(context: Context) -> Iterator[Verdict]:
    """文字中的完成值 = 自评表实际完成值."""
    known = _labelled(context)
    for passage in performance_passages(context.report):
        for name, (form, item, actual) in known.items():
            for match in re.finditer(
                re.escape(name) + r"(?:已|均)?(?:达到|达|为)?了?\s*(\d+(?:\.\d+)?\s*%)", passage.text
            ):
                if _INTENDED.search(passage.text[max(match.start() - 12, 0) : match.start()]) or re.match(
                    r"\s*(以上|的?目标|左右)", passage.text[match.end() :]
                ):
                    continue
                told = quantities(match[1])[0]
                source = passage.source(match.start(), match.end())
                if told.interval.meets(actual.interval):
                    yield Holds(source)
                    continue
                yield Violated(
                    source,
                    f"说明称“{name}”为 {match[1]}，{label(form)}的实际完成值为“{item.actual.quote if item.actual else ''}”。",
                    stated=match[1],
                    expected=actual.text,
                    operands=(Operand(label(form), actual.text, item.source),),
                )


def _labelled(context: Context) -> dict[str, tuple[Form, Indicator, Quantity]]:
    """Names of measures in percent with their actuals: indicators, and parts of composite ones; ambiguous ones left out."""
    found: dict[str, tuple[Form, Indicator, Quantity] | None] = {}
    for form in context.report.forms:
        for item in form.indicators:
            actuals = [q for q in quantities(item.actual.quote) if q.unit.name == "%"] if item.actual else []
            for actual in actuals:
                name = item.name if len(actuals) == 1 and not actual.label else actual.label
                name = re.split(r"[，,、；;。]", name.strip("，,、；;"))[-1]
                if len(name) < 5:
                    continue
                known = found.get(name, (form, item, actual))
                same = known is not None and known[2].interval.meets(actual.interval)
                found[name] = (form, item, actual) if same else None
    return {name: value for name, value in found.items() if value is not None}


@rule(
    "X56",
    Severity.WARNING,
    "无未完成目标的说法",
    proves="说明称没有未完成的绩效目标时，自评表中没有未达目标的指标。",
    basis=_BASIS,
)
def nothing_missed(context: Context) -> Iterator[Verdict]:
    """无未完成的绩效目标 ⇒ 各指标均达目标."""
    missed = [(form, item) for form in context.report.forms for item in form.indicators if _missed(item)]
    for passage in performance_passages(context.report):
        for match in re.finditer(r"(?:[^，。；\s]{0,6})无未完成的?(?:绩效)?目标", passage.text):
            source = passage.source(match.start(), match.end())
            if not missed:
                yield Holds(source)
                continue
            form, item = missed[0]
            yield Violated(
                source,
                f"说明称没有未完成的绩效目标，而{label(form)}“{item.name}”目标 {item.target.quote if item.target else ''}、"
                f"实际 {item.actual.quote if item.actual else ''}，没有达到。",
                stated=match.group(),
                expected=f"{len(missed)} 项指标未达目标",
                operands=tuple(Operand(label(f), i.actual.quote if i.actual else "", i.source) for f, i in missed),
            )


def _missed(item: Indicator) -> bool:
    if item.target is None or item.actual is None:
        return False
    targets, actuals = quantities(item.target.quote), quantities(item.actual.quote)
    if not targets or len(targets) != len(actuals):
        return False
    return any(
        t.unit.dimension == a.unit.dimension == "ratio" and t.bound.value != "at_most" and a.interval.high < t.low
        for t, a in zip(targets, actuals, strict=True)
    )


@rule(
    "X57",
    Severity.WARNING,
    "整体自评表与决算表",
    proves="整体自评表的执行数、基本支出、项目支出与支出决算表（或财政拨款支出）一致。",
    basis=_BASIS,
)
def overall_against_tables(context: Context) -> Iterator[Verdict]:
    """整体执行数、基本支出、项目支出 = 决算表."""
    for form in context.report.forms:
        line = form.executions[0] if form.executions else None
        if form.kind is not FormKind.OVERALL or line is None:
            continue
        for what, stated, column in (
            ("执行数", line.actual, "total"),
            ("基本支出", form.basic, "basic"),
            ("项目支出", form.project, "project"),
        ):
            printed = _table_figures(context, column)
            if stated is None or not printed:
                continue
            figures = (stated, *(figure for _, figure, _ in printed))
            if any(_yuan(stated).meets(_yuan(figure, unit)) for _, figure, unit in printed):
                yield Holds(stated.source, figures)
                continue
            shown = "，".join(f"{name}为 {figure.text}" for name, figure, _ in printed)
            yield Violated(
                stated.source,
                f"整体绩效自评表{what} {stated.text} 万元与决算表不一致：{shown}。",
                stated=stated.text,
                expected=printed[0][1].text,
                operands=tuple(Operand(name, figure.text, figure.source) for name, figure, _ in printed),
                figures=figures,
                key=what,
            )


def _table_figures(context: Context, column: str) -> list[tuple[str, Figure, str]]:
    found = []
    for table_id, name in (
        ("expenditure", "支出决算表"),
        ("general_budget_expenditure", "一般公共预算财政拨款支出决算表"),
    ):
        table = context.report.table(table_id)
        figure = table.figure("total", column) if table else None
        if table and figure:
            found.append((name, figure, table.unit or context.report.identity.money_unit or "万元"))
    return found


@rule(
    "X58",
    Severity.WARNING,
    "目标值说成完成值",
    proves="绩效说明叙述完成情况时，所用的数是自评表的实际完成值而不是年初目标值。",
    basis=_BASIS,
)
def targets_told_as_done(context: Context) -> Iterator[Verdict]:
    """叙述完成情况的数 ≠ 目标值（目标值与实际完成值不同时）."""
    known = _distinct_targets(context)
    for passage in performance_passages(context.report):
        for match in re.finditer(r"(?<![\d.,])\d{3,}(?:\.\d+)?(?![\d.]|\s*年)", passage.text):
            for form, item, target, actual in known:
                if str(target.value.normalize()) != match.group() and f"{target.value:f}" != match.group():
                    continue
                source = _told_here(passage, match, item.name)
                if source is not None:
                    yield _told_target(form, item, target, actual, source)
                    break


def _distinct_targets(context: Context) -> list[tuple[Form, Indicator, Quantity, Quantity]]:
    """Counts whose target and actual differ, of the overall form where there is one."""
    overall = [form for form in context.report.forms if form.kind is FormKind.OVERALL]
    found = []
    for form in overall or context.report.forms:
        for item in form.indicators:
            target, actual = _one(item.target), _one(item.actual)
            if (
                target
                and actual
                and target.unit.dimension == actual.unit.dimension != "ratio"
                and target.low != actual.low
            ):
                found.append((form, item, target, actual))
    return found


def _told_here(passage: Passage, match: re.Match[str], name: str) -> Source | None:
    """The clause with the number, where it speaks of the indicator as done; None elsewhere."""
    start = max((m.end() for m in _CLAUSE_START.finditer(passage.text, 0, match.start())), default=0)
    end = _CLAUSE_START.search(passage.text, match.end())
    stop = end.start() if end else len(passage.text)
    clause = passage.text[start:stop]
    if _INTENDED.search(clause):
        return None
    words, wanted = _words(clause), _words(name)
    shared = sum(block.size for block in SequenceMatcher(None, words, wanted, autojunk=False).get_matching_blocks())
    return passage.source(start, stop) if shared >= 5 and shared >= 0.6 * min(len(words), len(wanted)) else None


def _words(text: str) -> str:
    return re.sub(r"[\d\s.,，、；;。]", "", text)


def _told_target(form: Form, item: Indicator, target: Quantity, actual: Quantity, source: Source) -> Violated:
    return Violated(
        source,
        f"说明把“{item.name}”的年初目标值 {target.text} 当作完成值，{label(form)}的实际完成值为 {actual.text}。",
        stated=target.text,
        expected=actual.text,
        operands=(Operand(label(form), item.source.quote, item.source),),
    )
