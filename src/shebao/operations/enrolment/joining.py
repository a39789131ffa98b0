"""A joiner (职工参保登记、增员): the person gets a record where there is none, and a spell in each line that the law names."""

from __future__ import annotations

from shebao.fields.dates import Month
from shebao.operations.enrolment import conditions
from shebao.operations.enrolment.people import Known, known_of, registered
from shebao.operations.enrolment.staff import lines_of
from shebao.operations.enrolment.starting import Start, started
from shebao.operations.handling.outcome import Assessment, Outcome
from shebao.operations.handling.registry import Form, effect
from shebao.operations.handling.situation import Situation

_PENSIONS = ("pension_employee", "pension_institution")


@effect(
    "enrolment.join",
    "职工参保登记（增员）",
    asks={
        "identity_number": "identity",
        "name": "text",
        "staff": "choice:staff.insured,staff.single",
        "start": "month",
        "reason": "choice:reason.start",
    },
    basis="社会保险法第五十八条；社会保险经办条例第六条",
)
def join(situation: Situation, form: Form) -> Outcome:
    """Enrols a person at an employer from a month on, in every line of their kind of staff."""
    start = start_at_employer(situation, form["staff"], form["start"], form["reason"])
    known = known_of(situation, form["identity_number"])
    assessed = at_employer(situation, form, start, known)
    return started(situation, start, assessed, registered(situation, form))


def start_at_employer(situation: Situation, staff: str, month: Month, reason: str) -> Start:
    """A start at the employer of the situation, in the lines of a kind of staff."""
    lines = lines_of(situation.of_employer.value("kind") or "", staff, month.first_day).lines
    return Start(staff, lines, month, reason, situation.employer_id)


def at_employer(situation: Situation, form: Form, start: Start, known: Known) -> list[Assessment]:
    """What holds for everybody who joins an employer; below the retirement age where the lines have a pension."""
    found = [
        conditions.employer_active(situation),
        conditions.staff_fits_employer(situation, start.staff, start.month),
        conditions.alive(situation),
        conditions.name_matches(situation, form["name"]),
        conditions.of_working_age(known.birth, start.month),
        *conditions.project_running(situation, start.month),
    ]
    if known.birth is not None and any(line in _PENSIONS for line in start.lines):
        found.append(conditions.before_retirement(known.birth, known.sex, known.category, start.month))
    return found
