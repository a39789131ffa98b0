"""Enrolment without an employer: flexible workers (灵活就业人员), residents (城乡居民), veterans, farmers whose land was taken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shebao.fields.dates import Month
from shebao.operations.enrolment import conditions
from shebao.operations.enrolment.people import Known, known_of, registered
from shebao.operations.enrolment.staff import NO_EMPLOYER, lines_of
from shebao.operations.enrolment.starting import Start, earlier_reason, started
from shebao.operations.handling.outcome import Assessment, Outcome, assessed
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import Effect, FactStated
from shebao.operations.record.valid import Valid

_PERSON = {"identity_number": "identity", "name": "text"}
_PUPILS = "国发〔2014〕8号：年满 16 周岁（不含在校学生）"


@effect(
    "enrolment.join_flexible",
    "灵活就业人员参保",
    asks={**_PERSON, "start": "month"},
    basis="社会保险法第十条、第五十八条",
    employer=Party.NOBODY,
)
def join_flexible(situation: Situation, form: Form) -> Outcome:
    """Enrols somebody who works for themselves in the employees' pension; the reason follows from the record."""
    start = _own(situation, "flexible", form["start"])
    return started(situation, start, _of_working_people(situation, form, start), registered(situation, form))


@effect(
    "enrolment.join_resident",
    "城乡居民养老保险参保登记",
    asks={**_PERSON, "pupil": "choice:yes_no", "category": "choice:resident_category", "start": "month"},
    basis="社会保险法第二十条；国发〔2014〕8号",
    employer=Party.NOBODY,
)
def join_resident(situation: Situation, form: Form) -> Outcome:
    """Enrols a resident who is sixteen, no pupil and in no employees' scheme."""
    start = _own(situation, "resident", form["start"])
    known = known_of(situation, form["identity_number"])
    every = [*_everybody(situation, form, start, known), _no_pupil(form)]
    facts = {"resident_category": form["category"], "pupil": form["pupil"]}
    effects = [*registered(situation, form), *_stated(situation, facts, start.valid)]
    return started(situation, start, every, effects)


@effect(
    "enrolment.join_landless",
    "被征地农民参加基本养老保险登记",
    asks={**_PERSON, "scheme": "choice:staff.own", "approval": "text", "start": "month"},
    basis="社会保险法第九十六条",
    employer=Party.NOBODY,
)
def join_landless(situation: Situation, form: Form) -> Outcome:
    """Enrols a farmer whose land was taken, with the approval; the government's money is recorded with the contributions."""
    start = _own(situation, form["scheme"], form["start"])
    known = known_of(situation, form["identity_number"])
    every = _everybody(situation, form, start, known)
    if form["scheme"] == "flexible":
        every = _of_working_people(situation, form, start)
    effects = [
        *registered(situation, form),
        *_stated(situation, {"land_requisition": form["approval"]}, start.valid),
    ]
    return started(situation, start, every, effects, ["政府补贴资金的到账和计入另行办理，本次只登记参保"])


@effect(
    "enrolment.join_veteran",
    "退役军人社会保险登记",
    asks={**_PERSON, "certificate": "text", "enlisted": "month", "discharged": "month", "start": "month"},
    basis="退役军人安置条例第八十一条、第八十二条；军人保险法",
    employer=Party.NOBODY,
)
def join_veteran(situation: Situation, form: Form) -> Outcome:
    """Enrols a veteran who has no employer yet, with the service that counts as deemed contribution."""
    enlisted, discharged = form["enlisted"], form["discharged"]
    start = _own(situation, "flexible", form["start"])
    holds = enlisted < discharged <= start.month
    told = f"{enlisted} 至 {discharged}" + ("" if holds else "；入伍应早于退役，退役不晚于起始月，请核对退役证件")
    every = [
        *_of_working_people(situation, form, start),
        assessed("service_dates", "服役起止相符", "军人保险法", holds, told, "discharged"),
    ]
    if not holds:
        return started(situation, start, every)
    service = Valid(enlisted.first_day, discharged.plus(1).first_day)
    effects = [
        *registered(situation, form),
        *_stated(situation, {"military_service": form["certificate"], "deemed_service": "military"}, service),
        *_stated(situation, {"deemed_evidence": form["certificate"]}, service),
    ]
    return started(situation, start, every, effects, ["服役期间的缴费和关系转接到账后另行记录"])


def _own(situation: Situation, kind: str, month: Month) -> Start:
    lines = lines_of(NO_EMPLOYER, kind, month.first_day).lines
    return Start(kind, lines, month, earlier_reason(situation, lines))


def _everybody(situation: Situation, form: Form, start: Start, known: Known) -> list[Assessment]:
    return [
        conditions.open_for(start.staff, start.month.first_day),
        conditions.alive(situation),
        conditions.name_matches(situation, form["name"]),
        conditions.of_working_age(known.birth, start.month),
    ]


def _of_working_people(situation: Situation, form: Form, start: Start) -> list[Assessment]:
    known = known_of(situation, form["identity_number"])
    birth: date | None = known.birth
    found = _everybody(situation, form, start, known)
    if birth is not None:
        found.append(conditions.before_retirement(birth, known.sex, known.category or _flexible(known), start.month))
    return found


def _flexible(known: Known) -> str | None:
    """Women who work for themselves retire at the original 55 (人社部规〔2016〕5号 and the practice of places)."""
    return "female_55" if known.sex == "F" else None


def _no_pupil(form: Form) -> Assessment:
    holds = form["pupil"] == "no"
    told = "不是在校学生" if holds else "在校学生不参加城乡居民养老保险；毕业以后再办"
    return assessed("no_pupil", "不是在校学生", _PUPILS, holds, told, "pupil")


def _stated(situation: Situation, facts: dict[str, str], valid: Valid) -> Iterator[Effect]:
    for register, value in facts.items():
        yield FactStated(situation.person, register, value, valid)
