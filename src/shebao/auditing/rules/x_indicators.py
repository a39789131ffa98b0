"""X54–X56, X58: indicators in two forms, and as the narrative tells them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher

from shebao.auditing.context import Context
from shebao.auditing.forms import certain_rows, label, projects
from shebao.auditing.performance_text import performance_passages
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Operand, Severity, Verdict, Violated
from shebao.report.forms import Form, FormKind, Indicator
from shebao.report.performance import Quantity, quantities
from shebao.report.provenance import Passage, Source

_BASIS = "同一报告内前后一致"
_NOISE = re.compile(r"[\s“”\"（）()《》、，,]|项目$|经费$|资金$|专项$")
_INTENDED = re.compile(r"目标|任务|计划|力争|要求|拟|争取")
_CLAUSE_START = re.compile(r"[，。；：,;:\n①-⑳]")
_TENTHOUSAND = Decimal(10000)
_SCALE = {"元": Decimal(1), "万元": _TENTHOUSAND, "亿元": _TENTHOUSAND**2}


@rule(
    "X54",
    Severity.WARNING,
    "同一指标两表不一",
    proves="整体自评表与项目自评表中名称、目标相同的指标，实际完成值相同。",
    basis=_BASIS,
)
def same_indicator(context: Context) -> Iterator[Verdict]:
    """同一指标，同一实际完成值."""
    named = _by_name(projects(context))
    for overall in context.report.forms:
        if overall.kind is not FormKind.OVERALL:
            continue
        for item in certain_rows(overall):
            twins = [pair for pair in named.get(_bare_name(item), ()) if _twin(item, pair[1])]
            if len(twins) == 1:
                yield from _compare_twins(overall, item, *twins[0])


def _by_name(forms: Sequence[Form]) -> dict[str, list[tuple[Form, Indicator]]]:
    named: dict[str, list[tuple[Form, Indicator]]] = {}
    for form in forms:
        for item in certain_rows(form):
            named.setdefault(_bare_name(item), []).append((form, item))
    return named


def _bare_name(item: Indicator) -> str:
    return _NOISE.sub("", item.name)


def _twin(one: Indicator, other: Indicator) -> bool:
    if len(one.name) < 4:
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
            if name not in passage.text:
                continue
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
        for item in certain_rows(form):
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
    missed = [(form, item) for form in context.report.forms for item in certain_rows(form) if _missed(item)]
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
    forms = context.report.forms
    overall = [form for form in forms if form.kind is FormKind.OVERALL]
    found = []
    for form in overall or forms:
        for item in certain_rows(form):
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
