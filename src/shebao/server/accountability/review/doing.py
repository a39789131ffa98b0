"""Transitions as they happen: checked and written in one transaction, with the log of decisions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from shebao.composing.documents import suffix
from shebao.server.accountability.publications.models import Publication, PublishedFile
from shebao.server.accountability.publications.publishing import Occasion, publish
from shebao.server.accountability.review.machine import TRANSITIONS, Action
from shebao.server.accountability.review.models import Reminder, Step, Submission
from shebao.server.accountability.review.preparing import Prepared, Tell, prepare
from shebao.server.accountability.review.situations import situation_of
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.accountability.unit_years.reading import content_now
from shebao.server.accountability.unit_years.states import State
from shebao.server.platform.decisions.log import record
from shebao.server.platform.files.store import store_bytes
from shebao.workflow import Refusal, Request, refusals

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

_INPUTS = ("reason", "approved_on", "document_number")


class Refused(Exception):
    """Nothing happened; the reasons are for people."""

    def __init__(self, found: tuple[Refusal, ...]) -> None:
        super().__init__("；".join(refusal.message for refusal in found))
        self.refusals = found


def request_of(person: User, unit_year: UnitYear, seen: Mapping[str, str], today: date | None = None) -> Request:
    """What a person asks for; `seen` holds the state and revision they saw and what they filled in."""
    state, revision = seen.get("seen_state", ""), seen.get("seen_revision", "")
    return Request(
        person=person.pk,
        permissions=person.permissions_at(unit_year.organisation),
        seen_state=State(state) if state in set(State) else None,
        seen_version=int(revision) if revision.isascii() and revision.isdigit() and len(revision) < 10 else -1,
        today=today or timezone.localdate(),
        inputs={name: seen.get(name, "").replace("\x00", "") for name in _INPUTS},
    )


def perform(
    unit_year: UnitYear,
    action: Action,
    person: User,
    seen: Mapping[str, str],
    today: date | None = None,
    tell: Tell = lambda done, total, words: None,
) -> Step:
    """Does what a person asks for. Raises Refused with every reason against it.

    What is published is prepared before the row is locked, and only if nothing else stands against it.
    """
    prepared = None
    if action is Action.PUBLISH:
        check(unit_year, action, person, seen, today)
        prepared = prepare(unit_year, tell)
    with transaction.atomic():
        locked = UnitYear.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=unit_year.pk)
        request = request_of(person, locked, seen, today)
        _refuse(locked, action, request, prepared.gate if prepared else ())
        step = _write(locked, action, person, request)
        details: dict[str, Any] = {name: value for name, value in request.inputs.items() if value}
        if prepared is not None:
            publication = _publish(locked, prepared, person)
            details |= {"number": publication.number, "digest": publication.digest}
        details |= {"fiscal_year": locked.fiscal_year, "source": step.source, "target": step.target}
        record(person, action.value, locked, revision=step.revision, **details)
    return step


def check(
    unit_year: UnitYear, action: Action, person: User, seen: Mapping[str, str], today: date | None = None
) -> None:
    """Raises Refused with what stands against it now; what takes long to find out is left to `perform`."""
    _refuse(unit_year, action, request_of(person, unit_year, seen, today))


def _refuse(unit_year: UnitYear, action: Action, request: Request, gate: tuple[str, ...] = ()) -> None:
    found = refusals(TRANSITIONS[action], situation_of(unit_year, gate), request)
    if found:
        raise Refused(found)


def _write(unit_year: UnitYear, action: Action, person: User, request: Request) -> Step:
    transition = TRANSITIONS[action]
    wanted = {name: request.inputs[name].strip() for name in transition.inputs}
    approved = date.fromisoformat(wanted["approved_on"]) if "approved_on" in wanted else None
    step = Step.objects.create(
        unit_year=unit_year,
        action=action.value,
        source=unit_year.state,
        target=str(transition.target),
        person=person,
        at=timezone.now(),
        revision=unit_year.revision,
        reason=wanted.get("reason", ""),
        approved_on=approved,
        document_number=wanted.get("document_number", ""),
    )
    if action is Action.SUBMIT:
        Submission.objects.create(step=step, content=content_now(unit_year))
    changes: dict[str, object] = {"state": str(transition.target)}
    if action in (Action.APPROVE, Action.SEND_BACK, Action.CORRECT):
        changes["approved_on"] = approved
    UnitYear.objects.filter(pk=unit_year.pk).update(**changes)
    if action in (Action.PUBLISH, Action.SEND_BACK):
        Reminder.objects.filter(unit_year=unit_year, kind=Reminder.Kind.DISCLOSURE, settled_at=None).update(
            settled_at=step.at
        )
    return step


def _publish(unit_year: UnitYear, prepared: Prepared, person: User) -> Publication:
    if prepared.content is None or prepared.revision != unit_year.revision:
        raise Refused((Refusal("stale", "准备公开期间内容有变化，没有公开；请重新办理"),))
    steps = Step.objects.filter(unit_year=unit_year).order_by("-pk")
    approval = steps.filter(action=Action.APPROVE).first()
    correction = steps.filter(action=Action.CORRECT).first()
    occasion = Occasion(
        by=person,
        reason=correction.reason if correction else "",
        approved_on=approval.approved_on if approval else None,
        document_number=approval.document_number if approval else "",
    )
    publication = publish(unit_year.organisation, unit_year.fiscal_year, prepared.content, occasion)
    for form, content in prepared.files.items():
        stored = store_bytes(content, kind=suffix(form), name=f"{prepared.stem}.{suffix(form)}")
        PublishedFile.objects.create(publication=publication, form=form, stored=stored)
    return publication
