"""P15–P17: reasons for deviations: given where due, and naming the indicators as the form does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from difflib import SequenceMatcher

from shebao.auditing.context import Context
from shebao.auditing.forms import label, scheme_of
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Operand, Severity, Verdict, Violated
from shebao.report import Report
from shebao.report.forms import Form
from shebao.report.performance.weights import indicator_weights
from shebao.report.provenance import Passage, Source

_NAMED = re.compile(r"[“\"]([^”\"]{4,30})[”\"](?=(?:的)?(?:指标|目标)|偏差|的偏差)")
_CLOSE = 0.75
_CLAUSE = re.compile(r"[，。；：,;:\n]")


@rule(
    "P15",
    Severity.INFO,
    "偏差原因",
    proves="预算执行率超出规定范围或有指标未得满分时，写明偏差原因。",
    basis="自评表栏目“偏差大或目标未完成原因分析”",
)
def reasons_given(context: Context) -> Iterator[Verdict]:
    """有偏差须说明原因."""
    for form in context.report.forms:
        scheme = scheme_of(form, context)
        if form.truncated or scheme is None or not form.total:
            continue
        low, high = scheme.rate_range
        line = form.executions[0] if form.executions else None
        rate = (
            line.actual.value / line.budget.value
            if line and line.actual and line.budget and line.budget.value
            else None
        )
        missed = [
            i for i, w in indicator_weights(form).items() if (s := form.indicators[i].score) and s.value < w.value
        ]
        outside = rate is not None and not low <= rate <= high
        if not (missed or outside):
            continue
        given = form.reasons is not None and bool(form.reasons.text.strip())
        if given or (missed and all(form.indicators[i].deviation for i in missed)):
            yield Holds(form.title)
            continue
        shown = f"预算执行率 {(rate or Decimal(0)) * 100:.1f}%" if outside else f"{len(missed)} 项指标未得满分"
        yield Violated(
            form.total.source if not outside or line is None else line.source,
            f"{label(form)}{shown}，“偏差大或目标未完成原因分析”却是空白。",
            stated="空白",
            expected="原因分析",
        )


@rule(
    "P16",
    Severity.WARNING,
    "指标名称前后不一",
    proves="文字说明和原因分析中加引号的指标名称，与自评表中的指标名称一致。",
    basis="同一报告内前后一致",
)
def indicator_names(context: Context) -> Iterator[Verdict]:
    """引用的指标名 = 表中的指标名."""
    known = {
        _plain(item.name): item.name for form in context.report.forms for item in form.indicators if not item.mixed
    }
    if not known:
        return
    told: set[str] = set()
    for passage in _passages(context.report):
        for match in _NAMED.finditer(passage.text):
            name = _plain(match[1])
            if name in known:
                yield Holds(passage.source(match.start(), match.end()))
                continue
            near = _nearest(name, known)
            if near is None or name in told:
                continue
            told.add(name)
            source = _clause(passage, match.start(), match.end())
            yield Violated(
                source,
                f"文字中的指标名称“{match[1]}”与自评表中的“{near}”不一致。",
                stated=match[1],
                expected=near,
                operands=(Operand("自评表中的指标", near, _row_named(context.report.forms, near)),),
            )


def _plain(text: str) -> str:
    return re.sub(r"[\s（）()]+", "", text).removesuffix("指标")


def _nearest(name: str, known: dict[str, str]) -> str | None:
    """The one indicator name that is nearly the same (a few characters more or fewer), None where none or several."""
    close = [
        real for plain, real in known.items() if SequenceMatcher(None, name, plain, autojunk=False).ratio() >= _CLOSE
    ]
    return close[0] if len(set(close)) == 1 and name not in _plain(close[0])[:-1] + "#" else None


def _row_named(forms: tuple[Form, ...], name: str) -> Source | None:
    return next((item.source for form in forms for item in form.indicators if item.name == name), None)


def _passages(report: Report) -> Iterator[Passage]:
    for section in report.walk():
        if section.kind.startswith("narrative.performance"):
            yield from section.passages
    for form in report.forms:
        for passage in (form.reasons, form.measures):
            if passage is not None:
                yield passage


def _clause(passage: Passage, start: int, end: int) -> Source:
    """The clause around text[start:end]."""
    left = max((m.end() for m in _CLAUSE.finditer(passage.text, 0, start)), default=0)
    right = _CLAUSE.search(passage.text, end)
    return passage.source(left, right.start() if right else len(passage.text))


_STRICT_SIGN = re.compile(r"正向指标\s*[（(]?[^，。)）]{0,12}[$＞>]+\s*X")
_REVERSE_SIGN = re.compile(r"(?:≤|\\leq)\s*X")
_NO_PERCENT = re.compile(r"100\s*[-—–~]\s*80\s*[(（]\s*含\s*80\s*%\s*[)）]")


@rule(
    "P17",
    Severity.INFO,
    "备注文字",
    proves="自评表备注中的计分办法书写完整：正向指标为“≥X”，分档为“100-80%”。",
    basis="同一备注在各表中的通行写法",
)
def remark_slips(context: Context) -> Iterator[Verdict]:
    """备注“≥X”“100-80%”."""
    for form in context.report.forms:
        for passage in form.remarks:
            strict = _STRICT_SIGN.search(passage.text)
            if strict and _REVERSE_SIGN.search(passage.text, strict.end()):
                yield _slip(form, passage, strict, "正向指标写作“＞X”，与反向指标“≤X”不对应，通行写法为“≥X”", "≥X")
            missing = _NO_PERCENT.search(passage.text)
            if missing:
                yield _slip(
                    form, passage, missing, f"“{missing.group()}”漏了百分号，应为“100-80%（含80%）”", "100-80%（含80%）"
                )


def _slip(form: Form, passage: Passage, match: re.Match[str], what: str, expected: str) -> Violated:
    source = passage.source(match.start(), match.end())
    return Violated(source, f"{label(form)}备注：{what}。", stated=match.group(), expected=expected)
