"""The overall form's indicators gathered from the projects: absolute values are added up, relative ones and chosen shares are
averaged with the projects' amounts as weights (备注2、3：绝对值直接累加计算，相对值按照资金额度加权平均计算)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from shebao.money import round_half_up
from shebao.performance.model import DataError, FormData, Indicator, MidYear, PerformanceData, Where
from shebao.report.performance import Bound, Quantity, quantity

_SIGNS = {Bound.AT_LEAST: "≥", Bound.AT_MOST: "≤", Bound.EXACT: "", Bound.PLAIN: "", Bound.RANGE: ""}
_DECIMALS = 2


def gathered(data: PerformanceData) -> PerformanceData:
    """The data with every overall indicator that names projects (汇总自) computed from them. Raises DataError."""
    if data.overall is None or not any(item.gathered for item in data.overall.indicators):
        return data
    items = tuple(_gather(item, data) if item.gathered else item for item in data.overall.indicators)
    return replace(data, overall=replace(data.overall, indicators=items))


def _gather(item: Indicator, data: PerformanceData) -> Indicator:
    parts = [(_project(name, item, data), name) for name in item.gathered]
    found = [(form, _same(item, form, name, data)) for form, name in parts]
    amounts = [form.budget.spent or form.budget.base or Decimal(0) for form, _ in found]
    members = [member for _, member in found]
    if any(member.share is not None for member in members):
        return _chosen(item, members, amounts, data)
    actuals = [quantity(member.actual) for member in members]
    targets = [quantity(member.target) for member in members]
    if any(q is None for q in (*actuals, *targets)):
        raise _wrong(
            "not_one_number", item, data, "汇总自各项目，但有项目的目标值或实际完成值不是一个数；请改写或不汇总。"
        )
    known_targets, known_actuals = [q for q in targets if q], [q for q in actuals if q]
    if len({q.unit.dimension for q in (*known_targets, *known_actuals)}) > 1:
        raise _wrong("different_units", item, data, "汇总自各项目，但计量单位不同；请统一单位。")
    target, actual = item.target or _sum(known_targets, amounts), _sum(known_actuals, amounts)
    return replace(item, target=target, actual=actual, midyear=item.midyear or _midyear(members, amounts))


def _wrong(code: str, item: Indicator, data: PerformanceData, reason: str) -> DataError:
    return DataError(code, f"整体指标“{item.name}”{reason}", Where(data.source))


def _midyear(members: Sequence[Indicator], amounts: Sequence[Decimal]) -> MidYear | None:
    """What all members did by mid-year, None where one does not say."""
    done = [quantity(member.midyear.actual) if member.midyear else None for member in members]
    known = [each for each in done if each is not None]
    if len(known) < len(members) or len({each.unit.dimension for each in known}) > 1:
        return None
    return MidYear(_sum(known, amounts))


def _project(name: str, item: Indicator, data: PerformanceData) -> FormData:
    form = next((form for form in data.projects if form.name == name), None)
    if form is None:
        known = "、".join(project.name for project in data.projects)
        raise _wrong("unknown_project", item, data, f"汇总自“{name}”，没有这个项目；有 {known}。")
    return form


def _same(item: Indicator, form: FormData, name: str, data: PerformanceData) -> Indicator:
    member = next((each for each in form.indicators if each.name == item.name), None)
    if member is None:
        raise _wrong("unknown_indicator", item, data, f"汇总自“{name}”，该项目没有同名指标；请核对名称。")
    return member


def _chosen(
    item: Indicator, members: Sequence[Indicator], amounts: Sequence[Decimal], data: PerformanceData
) -> Indicator:
    shares = [member.share for member in members]
    if any(share is None for share in shares) or not sum(amounts):
        raise _wrong("no_share", item, data, "汇总自各项目，有项目没有选定比例或没有金额。")
    known = [share for share in shares if share is not None]
    average = round_half_up(_weighted(known, amounts), 4)
    reason = f"按资金额度加权平均（{'、'.join(item.gathered)}）"
    return replace(item, share=average, band="", reason=item.reason or reason, actual=item.actual or members[0].actual)


def _weighted(values: Sequence[Decimal], amounts: Sequence[Decimal]) -> Decimal:
    return sum((v * a for v, a in zip(values, amounts, strict=True)), Decimal(0)) / sum(amounts, Decimal(0))


def _sum(values: Sequence[Quantity], amounts: Sequence[Decimal]) -> str:
    """Absolute values added up; ratios averaged by amount; written with sign and unit."""
    first = values[0]
    if first.unit.dimension == "ratio" or "/" in first.unit.dimension:
        total = _weighted([q.low for q in values], amounts) if sum(amounts) else first.low
    else:
        total = sum((q.low for q in values), Decimal(0))
    shown = round_half_up(total / first.unit.factor, _DECIMALS)
    text = f"{shown:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{_SIGNS[first.bound]}{text}{first.unit.name}"
