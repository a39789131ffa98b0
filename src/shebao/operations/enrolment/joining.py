"""A joiner (职工参保登记、增员): the person gets a record where there is none, and a spell in each line that the law names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from shebao.fields.dates import Month
from shebao.fields.identifiers import IdentityNumber
from shebao.operations.enrolment import conditions
from shebao.operations.enrolment.staff import lines_of
from shebao.operations.enrolment.windows import window
from shebao.operations.handling.outcome import Assessment, Outcome, outcome
from shebao.operations.handling.registry import Form, effect
from shebao.operations.handling.situation import Situation
from shebao.operations.record.effects import Effect, FactStated, SpellStarted, SubjectRegistered
from shebao.operations.record.rows import SubjectKind
from shebao.operations.record.valid import Valid

_HOLDERS = {"citizen": "citizen", "foreigner": "foreigner"}


@effect(
    "enrolment.join",
    "职工参保登记（增员）",
    asks={"identity_number": "identity", "name": "text", "staff": "choice", "start": "month", "reason": "choice"},
    basis="社会保险法第五十八条；社会保险经办条例第六条",
)
def join(situation: Situation, form: Form) -> Outcome:
    """Enrols a person at an employer from a month on, in every line of their kind of staff."""
    number: IdentityNumber = form["identity_number"]
    start: Month = form["start"]
    staff: str = form["staff"]
    valid = Valid(start.first_day)
    lines = lines_of(situation.of_employer.value("kind") or "", staff, start.first_day).lines
    employer = situation.employer.subject if situation.employer else None
    assessed: list[Assessment] = [
        conditions.employer_active(situation),
        conditions.staff_fits_employer(situation, staff),
        conditions.alive(situation),
        conditions.of_working_age(_birth(situation, number), start),
        conditions.month_open(situation, start),
        *conditions.not_in(situation, lines, employer, valid),
    ]
    effects = [*_person(situation, form), *_spells(situation, form, lines, valid)]
    return outcome(assessed, effects, _notices(situation, start))


def _birth(situation: Situation, number: IdentityNumber) -> date | None:
    known = situation.always.value("birth")
    return date.fromisoformat(known) if known else number.birth


def _person(situation: Situation, form: Form) -> Iterator[Effect]:
    """The record of somebody who has none yet: number, name, birth and sex, held since birth."""
    if situation.record is not None:
        return
    number: IdentityNumber = form["identity_number"]
    since = Valid(number.birth)
    yield SubjectRegistered(situation.person, SubjectKind.PERSON)
    facts = {
        "identity_number": number.text,
        "identity_kind": _HOLDERS.get(number.holder.value, "residence_permit"),
        "name": form["name"],
        "birth": number.birth.isoformat(),
        "sex": number.sex,
    }
    for register, value in facts.items():
        yield FactStated(situation.person, register, value, since)
    yield FactStated(situation.person, "office", str(situation.office), Valid(situation.day))


def _spells(situation: Situation, form: Form, lines: tuple[str, ...], valid: Valid) -> Iterator[Effect]:
    employer = situation.employer.subject if situation.employer else None
    for line in lines:
        yield SpellStarted(
            situation.person, line, form["staff"], situation.place, situation.office, employer, valid, form["reason"]
        )


def _notices(situation: Situation, start: Month) -> Iterator[str]:
    found = window(situation.place, situation.day)
    yield found.told(situation.day)
    counts = found.month(situation.day)
    if start < counts:
        months = counts.since(start)
        yield f"起始月早于 {counts}，其间 {months} 个月的缴费要另行补缴核定"
    name = situation.always.value("name")
    if situation.record is not None and name:
        yield f"个人编号 {situation.person} 已有记录，不再新建"
