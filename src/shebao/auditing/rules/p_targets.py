"""P10–P14: how targets and actuals are written, where indicators stand, and when a form was filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from shebao.auditing.context import Context
from shebao.auditing.forms import certain_rows, fiscal_year, label
from shebao.auditing.registry import rule
from shebao.auditing.verdicts import Holds, Severity, Verdict, Violated
from shebao.report.forms import Form, Indicator
from shebao.report.performance import quantities
from shebao.report.provenance import Source

_CHINESE_COUNT = re.compile(
    r"(?<![一二两三四五六七八九十百千万半])[一二两三四五六七八九十百千万半]++(次|个|户|家|人|名|场|批|份|项|期|件|类|本|篇|台|套|所|处|例|宗|条|天|年|月)"
)
_SIGN = re.compile(r"[≥≤>＞<＜》《〉〈≧≦]")
_WRONG_SIGN = re.compile(r"[》《〉〈]\s*\d[\d.]*\s*%?(?!.*[《》])")
_PER_UNIT = re.compile(r"^\s*\d+\s*/\s*(张|份|本|件|个|套|台|条|册|幅|篇)\s*$")
_COST = re.compile(r"成本|造价|单价")
_DATE = re.compile(r"(20\d{2})\s*[.年/-]\s*(\d{1,2})\s*(?:[.月/-]\s*(\d{1,2}))?")


def _quantified(source: Source | None) -> bool:
    return source is not None and bool(
        quantities(source.quote) or re.search(r"\d", source.quote) or _CHINESE_COUNT.search(source.quote)
    )


@rule(
    "P10",
    Severity.WARNING,
    "数量指标未量化",
    proves="数量指标的目标值和实际完成值至少有一个是数量。",
    basis="财预〔2021〕101号：数量指标应可量化",
)
def quantity_without_number(context: Context) -> Iterator[Verdict]:
    """数量指标要有数量."""
    for form in context.report.forms:
        for item in certain_rows(form):
            if not (item.level_two and item.level_two.name.startswith("数量") and item.target and item.actual):
                continue
            if _quantified(item.target) or _quantified(item.actual):
                yield Holds(item.source)
                continue
            yield Violated(
                item.source,
                f"{label(form)}数量指标“{item.name}”的目标值、实际完成值写成“{item.target.quote}”“{item.actual.quote}”，没有数量，"
                "得分无从计算；请改填数量（如 ≥5 人及实际人数）。",
                stated=item.target.quote,
                expected="数量",
            )


@rule(
    "P11",
    Severity.INFO,
    "目标值照抄为完成值",
    proves="实际完成值是一个数，而不是照抄目标的区间（≥90%、≤48小时）。",
    basis="自评表栏目“实际完成值（B）”",
)
def copied_targets(context: Context) -> Iterator[Verdict]:
    """实际完成值不是区间."""
    for form in context.report.forms:
        copied = [item for item in certain_rows(form) if _copied(item)]
        if copied:
            first = copied[0]
            names = "、".join(item.name for item in copied[:3])
            yield Violated(
                first.source,
                f"{label(form)}有 {len(copied)} 项指标（{names}{'等' if len(copied) > 3 else ''}）的实际完成值照抄了目标值，应填实际达到的数。",
                stated=first.actual.quote if first.actual else "",
                expected="实际达到的数",
            )


def _copied(item: Indicator) -> bool:
    if item.target is None or item.actual is None or not _SIGN.search(item.actual.quote):
        return False
    return re.sub(r"\s", "", item.target.quote) == re.sub(r"\s", "", item.actual.quote) and bool(
        quantities(item.actual.quote)
    )


@rule(
    "P12",
    Severity.INFO,
    "指标归类",
    proves="成本类指标列在成本指标之下。",
    basis="财预〔2021〕101号：数量、质量、时效、成本指标的划分",
)
def wrong_heading(context: Context) -> Iterator[Verdict]:
    """成本类指标归入成本指标."""
    for form in context.report.forms:
        for item in certain_rows(form):
            two = item.level_two
            if two and _COST.search(item.name) and two.name.startswith(("时效", "数量", "质量")):
                yield Violated(
                    item.source,
                    f"{label(form)}“{item.name}”是成本类指标，却列在“{two.name}”之下。",
                    stated=two.name,
                    expected="成本指标",
                )


@rule(
    "P13",
    Severity.INFO,
    "目标值写法",
    proves="目标值、完成值的符号和单位写法正确（≥ 不写作 》，数量单位前没有斜杠）。",
    basis="书写规范",
)
def wrong_signs(context: Context) -> Iterator[Verdict]:
    """符号与单位写法."""
    for form in context.report.forms:
        signs = [item for item in certain_rows(form) if _has(item, _WRONG_SIGN)]
        if signs:
            yield Violated(
                signs[0].source,
                f"{label(form)}有 {len(signs)} 处把书名号“》”用作大于号，应写“≥”或“＞”。",
                stated="》",
                expected="≥ 或 ＞",
            )
        for item in certain_rows(form):
            if item.target and _PER_UNIT.match(item.target.quote):
                yield Violated(
                    item.source,
                    f"{label(form)}“{item.name}”目标值“{item.target.quote}”的单位前多了“/”。",
                    stated=item.target.quote,
                    expected=item.target.quote.replace("/", ""),
                )


def _has(item: Indicator, pattern: re.Pattern[str]) -> bool:
    return any(part is not None and pattern.search(part.quote) for part in (item.target, item.actual))


@rule(
    "P14",
    Severity.ERROR,
    "填报日期",
    proves="自评表在所评年度结束之后填报。",
    basis="绩效自评在年度终了后进行（财预〔2020〕10号）",
)
def filling_date(context: Context) -> Iterator[Verdict]:
    """填报日期 ≥ 年度末."""
    for form in context.report.forms:
        year = fiscal_year(form, context)
        filled = _date(form)
        if form.filled_on is None or filled is None or year is None:
            continue
        if filled >= date(year, 12, 31) and filled.year <= year + 3:
            yield Holds(form.filled_on)
            continue
        others = [d for other in context.report.forms if other is not form and (d := _date(other)) and d.year > year]
        likely = f"，同批其他表为 {others[0].year} 年" if others else ""
        yield Violated(
            Source(f"填报日期：{form.filled_on.quote}", form.filled_on.place),
            f"{label(form)}评价的是 {year} 年度，填报日期却是 {form.filled_on.quote}{likely}。",
            stated=form.filled_on.quote,
            expected=form.filled_on.quote.replace(str(filled.year), str(year + 1), 1),
        )


def _date(form: Form) -> date | None:
    match = _DATE.search(form.filled_on.quote) if form.filled_on else None
    if not match:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3] or (31 if match[2] == "12" else 28)))
    except ValueError:
        return None
