"""An employer's application to defer the unit's share of contributions (阶段性缓缴)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from shebao.fields.dates import Month, month_of
from shebao.operations.contributions.facts import value_on
from shebao.operations.contributions.relief.deferrals import POLICY, UNTIL, Deferral, deferrals
from shebao.operations.handling.outcome import Assessment, Outcome, Result, assessed, judged, outcome
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import FactStated
from shebao.operations.record.lines import insurance_lines
from shebao.operations.record.valid import Valid

_BASIS = "社会保险法第六十条；人社厅发〔2022〕16号；人社部发〔2022〕31号；国办发〔2025〕25号"


@effect(
    "contributions.defer",
    "缓缴社会保险费（单位缴费）",
    asks={"policy": "choice:deferral", "start": "month", "end": "month", "until": "day"},
    optional=frozenset({"until"}),
    basis=_BASIS,
    person=Party.NOBODY,
)
def defer(situation: Situation, form: Form) -> Outcome:
    """The unit's share of these months is due by a later day and bears no late fee until then; what is owed stays the same."""
    policy, start, end = deferrals()[form["policy"]], form["start"], form["end"]
    until: date | None = form.get("until") or policy.until
    spans = dict(_spans(policy, start, end))
    every = [
        _registered(situation),
        _months(policy, start, end, spans),
        _due(policy, until, end),
        _industry(situation, policy, start),
        _size(situation, policy, start),
    ]
    number = situation.employer_number or situation.employer_id or 0
    effects = [
        FactStated(number, register, value, valid, line)
        for line, valid in spans.items()
        for register, value in ((POLICY, policy.key), (UNTIL, until.isoformat() if until else ""))
    ]
    return outcome(every, effects, _told(policy, spans, until))


def _spans(policy: Deferral, start: Month, end: Month) -> Iterator[tuple[str, Valid]]:
    """By line the months applied for that the policy lets be deferred."""
    for line, (first, last) in policy.lines.items():
        begin, stop = max(start, first), end if last is None else min(end, last)
        if begin <= stop:
            yield line, Valid(begin.first_day, stop.plus(1).first_day)


def _registered(situation: Situation) -> Assessment:
    status = value_on(situation.of_employer.facts, "status", "", situation.day)
    known = situation.employer_id is not None and status in (None, "registered")
    told = "登记在册" if known else "单位没有参保登记，或者已暂停、注销"
    return assessed("employer_registered", "单位登记在册", _BASIS, known, told, "employer")


def _months(policy: Deferral, start: Month, end: Month, spans: dict[str, Valid]) -> Assessment:
    reaches = f"{policy.first} 至 {policy.last}" if policy.last else f"{policy.first} 起"
    holds = start <= end and start >= policy.first and bool(spans) and (policy.last is None or end <= policy.last)
    told = (
        f"{start} 至 {end}" if holds else f"{policy.label}可以缓缴的费款所属期是 {reaches}，填写的是 {start} 至 {end}"
    )
    return assessed("months_of_policy", "在政策的费款所属期内", policy.basis, holds, told, "start")


def _due(policy: Deferral, until: date | None, end: Month) -> Assessment:
    holds = until is not None and until >= _last_day(end) and (policy.until is None or until <= policy.until)
    if until is None:
        told = "这项政策没有统一的补缴期限，请按当地文件或缓缴协议填写"
    elif holds:
        told = f"{until.isoformat()} 前补缴"
    else:
        latest = f"不晚于 {policy.until.isoformat()}、" if policy.until else ""
        told = (
            f"补缴期限应{latest}不早于缓缴终止月的最后一天 {_last_day(end).isoformat()}，填写的是 {until.isoformat()}"
        )
    return assessed("until", "有补缴期限", policy.basis, holds, told, "until")


def _last_day(month: Month) -> date:
    return month.plus(1).first_day - timedelta(days=1)


def _industry(situation: Situation, policy: Deferral, start: Month) -> Assessment:
    code = value_on(situation.of_employer_always.facts, "industry", "", start.first_day) or ""
    if policy.industries and code and any(code.startswith(each) for each in policy.industries):
        return judged("industry", "行业", policy.basis, Result.FULFILLED, f"行业代码 {code}")
    told = f"登记的行业代码是 {code or '空'}；请复核人按文件所列行业和申请材料认定是否困难"
    return judged("industry", "行业", policy.basis, Result.EXCEPTION, told)


def _size(situation: Situation, policy: Deferral, start: Month) -> Assessment:
    size = value_on(situation.of_employer_always.facts, "size", "", start.first_day)
    holds = not policy.sizes or size in policy.sizes
    told = "符合" if holds else "限中小微企业和个体工商户；登记的单位规模不是，或者没有登记，请先登记单位规模"
    return assessed("size", "单位规模", policy.basis, holds, told, "policy")


def _told(policy: Deferral, spans: dict[str, Valid], until: date | None) -> Iterator[str]:
    yield "只缓单位缴费部分；个人部分照常代扣代缴，缓缴期间不收滞纳金"
    for line, valid in spans.items():
        assert valid.end is not None
        months = f"{month_of(valid.start)} 至 {month_of(valid.end).plus(-1)}"
        yield f"{insurance_lines()[line].short}：{months}" + (f"，{until.isoformat()} 前补缴" if until else "")
    yield "已经缴纳的月份不退，从未缴的月份起缓"
