"""Building projects (工程建设项目): in work injury insurance project by project, before the work begins."""

from __future__ import annotations

from datetime import date

from shebao.operations.handling.known import text_of
from shebao.operations.handling.outcome import Assessment, Outcome, Result, assessed, judged, outcome
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import SubjectRegistered
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid
from shebao.operations.upkeep.common import stated

_BASIS = "人社部发〔2014〕103号"


@effect(
    "upkeep.register_project",
    "工程建设项目参加工伤保险登记",
    asks={
        "other": "whole", "name": "text", "project_contract": "text", "project_cost": "money", "project_begin": "day",
        "project_end": "day", "district": "text", "address": "text",
    },
    optional=frozenset({"address"}),
    basis=_BASIS,
    person=Party.NOBODY,
    employer=Party.NEW,
)  # fmt: skip
def register_project(situation: Situation, form: Form) -> Outcome:
    """A record of its own for a project under its contractor, with cost and span; its workers are enrolled by name."""
    begin, end = form["project_begin"], form["project_end"]
    number = situation.employer_number
    facts = {
        "name": form["name"],
        "kind": "project",
        "status": "registered",
        "head_office": str(form["other"]),
        "project_contract": form["project_contract"],
        "project_cost": f"{form['project_cost'] // 100}.{form['project_cost'] % 100:02d}",
        "project_begin": text_of(begin),
        "project_end": text_of(end),
        "district": form["district"],
        "office": str(situation.office),
        **({"address": form["address"]} if form.get("address") else {}),
    }
    every = [_contractor(situation), _span(begin, end), _before_work(situation, begin)]
    if begin > end:
        return outcome(every, ())
    effects = [
        SubjectRegistered(number, SubjectKind.EMPLOYER),
        *stated(number, facts, Valid(min(begin, situation.day))),
    ]
    return outcome(every, effects, ["费款按工程造价和费率一次核定，缴费核定另行办理"])


def _contractor(situation: Situation) -> Assessment:
    """The general contractor has a record and is not closed."""
    other = situation.other
    view = (
        other.on(situation.day, situation.known) if other is not None and other.kind is SubjectKind.EMPLOYER else None
    )
    status = view.value("status") if view else None
    holds = status in ("registered", "suspended")
    told = (
        f"总承包单位编号 {other.subject if other else ''}，登记在册"
        if holds
        else "没有这个总承包单位，或已注销；请先办理单位登记"
    )
    return assessed("contractor_active", "总承包单位登记在册", _BASIS, holds, told, "other")


def _span(begin: date, end: date) -> Assessment:
    told = f"{begin} 至 {end}" + ("" if begin <= end else "；开工应不晚于竣工")
    return assessed("project_span", "开工、竣工日期相符", _BASIS, begin <= end, told, "project_end")


def _before_work(situation: Situation, begin: date) -> Assessment:
    """Before the work begins; later is an exception that the second person looks at."""
    holds = begin >= situation.day
    told = f"{begin} 开工" + ("" if holds else "，已经开工；开工至今的工伤责任由单位承担，请复核人确认")
    result = Result.FULFILLED if holds else Result.EXCEPTION
    return judged("before_work", "开工前参保", f"{_BASIS}；人社部发〔2018〕3号", result, told, "project_begin")
