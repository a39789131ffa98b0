"""Employers (单位): registered, their data changed. Enterprises arrive with business registration, others apply."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from shebao.fields.codes import codes_of
from shebao.fields.data_files import load_data
from shebao.fields.identifiers import CreditCode, IdentifierError, division_name
from shebao.operations.handling.known import employer_known, text_of
from shebao.operations.handling.outcome import Assessment, Outcome, Result, assessed, judged, outcome
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import SubjectRegistered
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid
from shebao.operations.upkeep.common import changed, not_after, something_changes, stated, texts

_REGISTER_WITHIN = timedelta(days=30)
_KINDS = codes_of(("employer_kind.enterprise", "employer_kind.applying", "employer_kind.project"))
_DATA = ("name", "kind", "district", "industry", "address", "telephone", "approval")
_CHANGED = ("name", "kind", "district", "industry", "address", "telephone", "project_end")


@effect(
    "upkeep.register_employer",
    "单位参保登记",
    asks={
        "credit_code": "credit_code", "name": "text", "kind": "choice:employer_kind.enterprise,employer_kind.applying", "established": "day", "district": "text",
        "address": "text", "telephone": "text", "industry": "text", "approval": "text",
    },
    optional=frozenset({"industry", "approval", "telephone", "address"}),
    basis="社会保险法第五十七条；社会保险经办条例第六条",
    person=Party.NOBODY,
    employer=Party.NEW,
)  # fmt: skip
def register_employer(situation: Situation, form: Form) -> Outcome:
    """A record for an employer, from its day of establishment on; one that was closed is registered again."""
    established: date = form["established"]
    again = situation.employer is not None
    since = Valid(situation.day if again else established)
    every = [
        _not_registered(situation),
        _code_fits(form["credit_code"], form["kind"]),
        _district(form["district"]),
        not_after(established, situation.day, "established", "成立日期"),
    ]
    facts = {**texts(form, _DATA), "credit_code": text_of(form["credit_code"]), "status": "registered"}
    facts["office"] = str(situation.office)
    number = situation.employer_number
    begun = [] if again else [SubjectRegistered(number, SubjectKind.EMPLOYER)]
    return outcome(every, [*begun, *stated(number, facts, since)], _late(situation, established))


@effect(
    "upkeep.change_employer",
    "单位基本信息变更",
    asks={
        "name": "text", "kind": "choice:employer_kind.enterprise,employer_kind.applying", "district": "text", "industry": "text", "address": "text", "telephone": "text",
        "project_end": "day", "since": "day",
    },
    optional=frozenset(_CHANGED),
    basis="社会保险法第五十七条；社会保险经办条例第九条、第十条",
    person=Party.NOBODY,
)  # fmt: skip
def change_employer(situation: Situation, form: Form) -> Outcome:
    """The employer's data from a day on; only what is filled in and other than the record."""
    since: date = form["since"]
    wanted = texts(form, _CHANGED)
    changing = changed(situation.of_employer, wanted)
    every = [
        employer_known(situation),
        something_changes(wanted, changing),
        not_after(since, situation.day, "since", "变更日期"),
        *_new_district(changing),
        *_new_kind(situation, changing),
    ]
    subject = situation.employer_number
    return outcome(every, stated(subject, changing, Valid(since)))


def _not_registered(situation: Situation) -> Assessment:
    status = situation.of_employer_always.value("status")
    holds = status in (None, "closed")
    told = "没有登记过" if status is None else "以前已注销，本次重新登记"
    if not holds:
        told = f"这个信用代码已登记，单位编号 {situation.employer_number}；要变更请办理单位信息变更"
    return assessed("not_registered", "单位没有重复登记", "社会保险经办条例第六条", holds, told, "credit_code")


def _code_fits(code: CreditCode, kind: str) -> Assessment:
    """The first two characters say who registered it and as what (GB 32100-2015)."""
    kinds = _codes().get(code.text[:2], ())
    holds = Result.FULFILLED if kind in kinds else Result.EXCEPTION
    told = f"信用代码以 {code.text[:2]} 开头" + ("" if kind in kinds else f"，通常不是{_KINDS[kind]}；请看登记证书")
    return judged("code_fits_kind", "信用代码与单位类型相符", "GB 32100-2015", holds, told, "kind")


def _district(code: str) -> Assessment:
    try:
        told, holds = division_name(code), True
    except IdentifierError as error:
        told, holds = str(error), False
    return assessed("district_known", "区划代码存在", "GB/T 2260", holds, told, "district")


def _new_district(changing: Mapping[str, str]) -> list[Assessment]:
    return [_district(changing["district"])] if "district" in changing else []


def _new_kind(situation: Situation, changing: Mapping[str, str]) -> list[Assessment]:
    """A change of kind changes which lines the staff must be in."""
    if "kind" not in changing or not situation.staff:
        return []
    told = f"现有 {situation.staff} 人参保；新类型的应参险种可能不同，请复核人确认，并另行办理人员险种的变更"
    return [judged("kind_with_staff", "单位类型与在册人员的险种", "社会保险法第十条", Result.EXCEPTION, told, "kind")]


def _late(situation: Situation, established: date) -> list[str]:
    """What is said where the thirty days have passed (社会保险法第五十七条)."""
    if situation.day - established <= _REGISTER_WITHIN:
        return []
    return [f"自 {established} 成立已超过 30 日的登记期限"]


@cache
def _codes() -> Mapping[str, list[str]]:
    found: Mapping[str, list[str]] = load_data(__package__, "credit_codes.yaml")
    return found
