"""What the pages of the cycle show, in a bounded number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from shebao.server.accountability.publications.models import PublishedReport
from shebao.server.accountability.review.deadline import DAYS, Deadline
from shebao.server.accountability.review.deciding import basis_of
from shebao.server.accountability.review.discussing import responsibles
from shebao.server.accountability.review.doing import request_of
from shebao.server.accountability.review.machine import Action, Transition, offered
from shebao.server.accountability.review.models import Explanation, Rectification, Reminder, Step, Thread
from shebao.server.accountability.review.reminding import words
from shebao.server.accountability.review.situations import situation_of
from shebao.server.accountability.unit_years.declares import TAKING_PART, VIEW_UNIT_YEAR
from shebao.server.accountability.unit_years.models import Finding, UnitYear
from shebao.server.accountability.unit_years.states import State
from shebao.server.platform.jobs.models import Job
from shebao.workflow import refusals

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

_PATH = (State.DRAFT, State.CHECKED, State.SUBMITTED, State.ACCEPTED, State.APPROVED, State.PUBLISHED)
_SHOWN = 200
_TONES = {"calm": "info", "soon": "attention", "today": "attention", "overdue": "bad"}


@dataclass(frozen=True, slots=True)
class Offer:
    """A transition that a person may try, with what stands against it now apart from what they have yet to fill in."""

    transition: Transition
    against: tuple[str, ...]

    @property
    def is_back(self) -> bool:
        """Whether it goes back, which needs a reason and is not what is usually done."""
        return "reason" in self.transition.inputs


def course_of(unit_year: UnitYear, person: User, today: date | None = None) -> dict[str, Any]:
    """The context of the page of a unit-year."""
    today = today or timezone.localdate()
    unit_year.refresh_from_db(fields=["state", "revision", "approved_on"])
    allowed = person.permissions_at(unit_year.organisation)
    situation = situation_of(unit_year)
    seen = {"seen_state": unit_year.state, "seen_revision": str(unit_year.revision)}
    request = request_of(person, unit_year, seen, today)
    job = Job.objects.filter(kind="cycle.publish", url=f"/cycle/{unit_year.pk}/").order_by("-created_at").first()
    is_publishing = job is not None and job.state not in Job.FINISHED and _awaits(unit_year)
    offers = [
        Offer(t, tuple(r.message for r in refusals(t, situation, request) if not r.input))
        for t in offered(situation, allowed)
        if not (is_publishing and t.action is Action.PUBLISH)
    ]
    offers.sort(key=lambda offer: offer.is_back)
    findings = _findings(unit_year)
    deadline = Deadline(unit_year.approved_on, today) if unit_year.approved_on and _awaits(unit_year) else None
    return {
        "unit_year": unit_year,
        "situation": situation,
        "path": [(state, state.label, _place(state, situation.state)) for state in _PATH],
        "offers": offers,
        "deadline": deadline,
        "returned": _returned(unit_year) if situation.state is State.RETURNED else None,
        "deadline_tone": _TONES[deadline.urgency] if deadline else "",
        "steps": list(Step.objects.filter(unit_year=unit_year).select_related("person")[:_SHOWN]),
        "findings": findings,
        "basis": basis_of(unit_year),
        "threads": list(
            Thread.objects.filter(unit_year=unit_year)
            .prefetch_related("comments__person")
            .select_related("resolved_by")[:_SHOWN]
        ),
        "rectifications": list(
            Rectification.objects.filter(unit_year=unit_year).select_related("responsible", "done_by")[:_SHOWN]
        ),
        "responsibles": responsibles(unit_year) if allowed & {"review", "approve", "submit"} else [],
        "can_comment": not allowed.isdisjoint(TAKING_PART),
        "can_explain": bool(allowed & {"edit_unit_year", "submit"}) and unit_year.is_editable,
        "can_demand": bool(allowed & {"review", "approve", "submit"}),
        "can_settle": bool(allowed & {"edit_unit_year", "submit"}),
        "job": job,
        "is_publishing": is_publishing,
        "published": PublishedReport.objects.filter(
            organisation=unit_year.organisation_id, fiscal_year=unit_year.fiscal_year
        ).first(),
        "days": DAYS,
        "today": today,
    }


def _returned(unit_year: UnitYear) -> Step | None:
    """The step that gave it back, with its reason."""
    return (
        Step.objects.filter(unit_year=unit_year, action__in=(Action.RETURN.value, Action.SEND_BACK.value))
        .select_related("person")
        .order_by("-pk")
        .first()
    )


def _awaits(unit_year: UnitYear) -> bool:
    return bool(unit_year.state == State.APPROVED.value)


def _place(state: State, now: State) -> str:
    """done, current or ahead; a returned unit-year stands where drafts stand."""
    at = _PATH.index(State.DRAFT if now is State.RETURNED else now)
    place = _PATH.index(state)
    return "done" if place < at else "current" if place == at else "ahead"


def _findings(unit_year: UnitYear) -> list[dict[str, Any]]:
    """Open errors and warnings with their explanation."""
    found = Finding.objects.open().filter(unit_year=unit_year, severity__in=("error", "warning"))
    explained = {
        each.finding_key: each for each in Explanation.objects.filter(unit_year=unit_year).select_related("person")
    }
    return [{"finding": each, "explanation": explained.get(each.key)} for each in found[:_SHOWN]]


def reminders_of(person: User, today: date) -> dict[str, Any]:
    """The context of the list of what is due in a person's scope."""
    opened = (
        Reminder.objects.in_scope(person, VIEW_UNIT_YEAR)
        .filter(settled_at=None)
        .select_related("unit_year__organisation")
        .defer("unit_year__settings", "unit_year__words", "unit_year__annex", "unit_year__prior")
    )
    own = (
        Rectification.objects.in_scope(person, VIEW_UNIT_YEAR)
        .filter(done_at=None, responsible=person)
        .select_related("unit_year__organisation")
    )
    awaiting = (
        UnitYear.objects.in_scope(person, VIEW_UNIT_YEAR)
        .light()
        .filter(state=State.APPROVED.value, approved_on__isnull=False)
        .order_by("approved_on")
    )
    return {
        "reminders": [(each, words(each, today), each.due_on < today) for each in opened[:_SHOWN]],
        "own": list(own[:_SHOWN]),
        "awaiting": [(each, Deadline(each.approved_on, today)) for each in awaiting[:_SHOWN]],
        "today": today,
    }
