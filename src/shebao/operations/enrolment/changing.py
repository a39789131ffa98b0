"""A change that an employer declares (增减员): a joiner or a leaver by the same form."""

from __future__ import annotations

from shebao.operations.enrolment.joining import join
from shebao.operations.enrolment.leaving import leave
from shebao.operations.enrolment.reasons import START, STOP, reasons
from shebao.operations.handling.outcome import Assessment, Outcome, Result, outcome
from shebao.operations.handling.registry import Form, Party, effect
from shebao.operations.handling.situation import Situation

_BASIS = "社会保险法第五十八条、第六十条"
_WORDS = {START: "增员", STOP: "减员"}


@effect(
    "enrolment.change",
    "缴费人员增减",
    asks={
        "change": "choice:change",
        "identity_number": "identity",
        "name": "text",
        "staff": "choice:staff.insured,staff.single",
        "month": "month",
        "reason": "choice:reason.start,reason.stop",
    },
    optional=frozenset({"staff"}),
    basis=_BASIS,
    employer=Party.OPTIONAL,
)
def change(situation: Situation, form: Form) -> Outcome:
    """A joiner from a month on, or a leaver whose last month it is; who has no employer can only leave by it."""
    wanted = form["change"]
    against = _against(form)
    if against:
        return outcome(against, ())
    if wanted == START:
        return join(situation, {**form, "start": form["month"]})
    return leave(situation, {**form, "last": form["month"]})


def _against(form: Form) -> list[Assessment]:
    """What does not go together in the form."""
    wanted, reason = form["change"], reasons()[form["reason"]]
    found = []
    if reason.change != wanted:
        told = f"“{reason.label}”是{_WORDS[reason.change]}的原因；请改选{_WORDS[wanted]}的原因"
        found.append(_not("reason_fits", "原因与增减相符", told, "reason"))
    if wanted == START and "staff" not in form:
        found.append(_not("staff_given", "写明人员类别", "增员要选人员类别", "staff"))
    return found


def _not(condition: str, label: str, told: str, field: str) -> Assessment:
    return Assessment(condition, label, _BASIS, Result.NOT_FULFILLED, told, (), field)
