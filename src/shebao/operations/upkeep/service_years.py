"""Service that counts without contributions (视同缴费年限) and service in special trades (特殊工种): facts with evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from shebao.fields.codes import code_lists
from shebao.fields.data_files import load_data, mapping
from shebao.fields.dates import Month, month_of
from shebao.operations.handling.ages import working_since
from shebao.operations.handling.known import person_known
from shebao.operations.handling.outcome import Assessment, Outcome, Result, assessed, judged, outcome
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.valid import Valid
from shebao.operations.upkeep.common import stated

_DEEMED = "国发〔1995〕6号；国发〔2005〕38号"
_TRADES = "国发〔1978〕104号"
_ASKS = {"identity_number": "identity", "begin": "month", "end": "month", "evidence": "text"}
_PENSIONS = ("pension_employee", "pension_institution")


@effect(
    "upkeep.deem_service",
    "视同缴费年限认定",
    asks={**_ASKS, "kind": "choice:deemed_service"},
    basis=_DEEMED,
    person=Party.KNOWN,
    employer=Party.OPTIONAL,
)
def deem_service(situation: Situation, form: Form) -> Outcome:
    """Service of a span of months as deemed contribution, with the document that shows it."""
    span = _span(form)
    every = [person_known(situation), _order(situation, form), *_of_age(situation, form["begin"]), _until(form)]
    if span is None:
        return outcome(every, ())
    every.append(_not_insured(situation, span))
    facts = {"deemed_service": form["kind"], "deemed_evidence": form["evidence"]}
    total = _months(situation, "deemed_service", span, None)
    return outcome(every, stated(situation.person, facts, span), [f"认定后视同缴费共 {_years(total)}"])


@effect(
    "upkeep.special_trade",
    "特殊工种认定",
    asks={**_ASKS, "trade": "choice:special_trade"},
    basis=_TRADES,
    person=Party.KNOWN,
)
def special_trade(situation: Situation, form: Form) -> Outcome:
    """Service in a special trade of a span of months; how long it is in all against what retiring earlier asks for."""
    span, trade = _span(form), form["trade"]
    every = [person_known(situation), _order(situation, form), _with_employer(situation, span)]
    if span is None:
        return outcome(every, ())
    facts = {"special_trade": trade, "special_evidence": form["evidence"]}
    total, need = _months(situation, "special_trade", span, trade), _data()["trades"][trade]["months"]
    label = code_lists()["special_trade"][trade]
    enough = "已够" if total >= need else "未够"
    notices = [f"认定后{label}工种共 {_years(total)}，提前退休要求累计 {_years(need)}（未经核对），{enough}"]
    return outcome(every, stated(situation.person, facts, span), notices)


def _span(form: Form) -> Valid | None:
    begin, end = form["begin"], form["end"]
    return Valid(begin.first_day, end.plus(1).first_day) if begin <= end else None


def _order(situation: Situation, form: Form) -> Assessment:
    begin, end, now = form["begin"], form["end"], month_of(situation.day)
    holds = begin <= end <= now
    told = f"{begin} 至 {end}" + ("" if holds else f"；起应不晚于止，止应不晚于 {now}")
    return assessed("span", "起止年月相符", _DEEMED, holds, told, "end")


def _of_age(situation: Situation, begin: Month) -> Iterator[Assessment]:
    birth = situation.always.value("birth")
    if birth is None:
        return
    since = working_since(date.fromisoformat(birth))
    result = Result.FULFILLED if begin >= since else Result.EXCEPTION
    told = f"{since} 年满 16 周岁" + ("" if begin >= since else "，此前的工龄请复核人看过档案")
    yield judged("working_age", "年满十六周岁", "劳动法第十五条", result, told, "begin")


def _until(form: Form) -> Assessment:
    """Before contributions of one's own began; later is an exception that the second person looks at."""
    rule = _data()["deemed"].get(form["kind"])
    if rule is None:
        return assessed("before_contributions", "在个人缴费以前", _DEEMED, True, "不受此限", "end")
    last = month_of(rule["until"]).plus(-1)
    holds = form["end"] <= last
    told = f"通常视同到 {last}" + ("" if holds else f"；{rule['note']}，请复核人看过档案")
    result = Result.FULFILLED if holds else Result.EXCEPTION
    return judged("before_contributions", "在个人缴费以前", rule["basis"], result, told, "end")


def _not_insured(situation: Situation, span: Valid) -> Assessment:
    """No month counts twice: none in which the person was in a pension scheme."""
    met = [s for s in situation.always.spells if s.line in _PENSIONS and s.valid.overlaps(span)]
    told = f"与 {met[0].valid} 的参保重叠；请更正起止年月" if met else "没有同期参保"
    return assessed("not_insured", "同期没有参保缴费", _DEEMED, not met, told, "end")


def _with_employer(situation: Situation, span: Valid | None) -> Assessment:
    """With the employer who declares it; years before the record are seen in the file."""
    spells = situation.always.enrolled("pension_employee", situation.employer_number or 0)
    holds = span is not None and any(spell.valid.covers(span) for spell in spells)
    result = Result.FULFILLED if holds else Result.EXCEPTION
    told = "同期在本单位参保" if holds else "同期在本单位没有参保记录；请复核人看过人事档案"
    return judged("with_employer", "在申报单位工作", _TRADES, result, told, "begin")


def _months(situation: Situation, register: str, span: Valid, value: str | None) -> int:
    """Months of a register in all when the span is added; of one value where it is given."""
    rows = [fact for fact in situation.always.facts if fact.register == register and value in (None, fact.value)]
    kept = [part for row in rows for part in row.valid.minus(span)]
    return sum(_length(part) for part in (*kept, span))


def _length(valid: Valid) -> int:
    return month_of(valid.stop).since(month_of(valid.start))


def _years(months: int) -> str:
    return f"{months // 12} 年 {months % 12} 个月"


@cache
def _data() -> Mapping[str, Any]:
    return mapping("service_years.yaml", load_data(__package__, "service_years.yaml"), ("deemed", "trades"))
