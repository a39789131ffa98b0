"""Staff lists as they happen: uploaded, checked, moved, written as one act; each step in one transaction with the log."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from shebao.operations.handling.lists.rows import Listed
from shebao.operations.handling.registry import Party, effects
from shebao.server.operations.cases.declares import START_CASES
from shebao.server.operations.cases.doing import Refused, refuse_beyond
from shebao.server.operations.lists.declares import LIST_MOVED, LIST_UPLOADED
from shebao.server.operations.lists.machine import TRANSITIONS, Move, Standing
from shebao.server.operations.lists.models import ListStep, StaffList
from shebao.server.operations.lists.states import FINAL, State
from shebao.server.platform.decisions.log import record
from shebao.server.platform.jobs.background import start as start_job
from shebao.services.limits import due
from shebao.services.model import Service
from shebao.workflow import Refusal, Request, offered, refusals

if TYPE_CHECKING:
    from shebao.server.platform.files.models import StoredFile
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User

_EYES = 2
_ACCEPTS, _REVIEWS = "accept", "review"
_STEPS = {Move.SUBMIT: _ACCEPTS, Move.SUBMIT_REST: _ACCEPTS, Move.APPROVE: _REVIEWS}
_Later = Callable[["StaffList"], None]


def takes_lists(service: Service) -> bool:
    """Whether many persons of an employer can be handled by it at once: open, about both, for two people."""
    declared = effects().get(service.effect)
    if declared is None or service.flow.eyes != _EYES or service.subject != "person":
        return False
    return declared.person is not Party.NOBODY and declared.employer in (Party.KNOWN, Party.OPTIONAL)


@transaction.atomic
def upload(
    clerk: User, service: Service, office: Organisation, employer: int, stored: StoredFile, now: datetime | None = None
) -> StaffList:
    """Takes in a file and has it checked. Raises Refused."""
    found = _begun(clerk, service, office, employer, stored.name, now or timezone.now())
    _begin(clerk, found)
    check_later(found, str(stored.pk))
    return found


@transaction.atomic
def take(
    clerk: User, service: Service, office: Organisation, employer: int, listed: Listed, name: str,
    now: datetime | None = None, *, number: str = "",
) -> StaffList:  # fmt: skip
    """Takes in a list that was read already; who brings it has it checked (`carrying.check`). `number` is the list's, where another
    program numbers them. Raises Refused."""
    found = _begun(clerk, service, office, employer, name, now or timezone.now(), number)
    keep_rows(found, listed)
    _begin(clerk, found)
    return found


def keep_rows(found: StaffList, listed: Listed) -> None:
    """The rows of a list as they were read."""
    found.rows, found.unused = len(listed.rows), list(listed.unused)
    found.keep("content", [[row.number, row.texts] for row in listed.rows])


def _begun(
    clerk: User, service: Service, office: Organisation, employer: int, name: str, at: datetime, number: str = ""
) -> StaffList:
    if not clerk.has_permission_at(START_CASES, office):
        raise Refused([Refusal("not_permitted", f"您不能在{office}上传名册")])
    if not takes_lists(service):
        raise Refused([Refusal("no_lists", f"“{service.name}”不收名册")])
    refuse_beyond(clerk, office, service, _ACCEPTS, timezone.localdate(at))
    return StaffList(
        number=number or f"{timezone.localtime(at):%Y%m%d}M{secrets.randbelow(10**8):08d}",
        name=name,
        service=service.code,
        service_version=service.version,
        service_digest=service.digest,
        office=office,
        employer=employer,
        state=State.CHECKING,
        clerk=clerk,
        uploaded_at=at,
        due_on=due(service.limit, timezone.localdate(at)).promised,
    )


def _begin(clerk: User, found: StaffList) -> None:
    found.save(force_insert=True)
    step(found, clerk, found.uploaded_at, "上传")
    record(clerk, LIST_UPLOADED, found, service=found.service, version=found.service_version, number=found.number)


def check_later(found: StaffList, file: str = "") -> None:
    """Has the list checked in the background; `file` is what is not read yet."""
    start_job(
        "lists.check", f"名册 {found.number}", arguments={"number": found.number, "file": file}, owner=found.clerk,
        url=found.get_absolute_url(), lock=f"list:{found.number}",
    )  # fmt: skip


def apply_later(found: StaffList) -> None:
    """Has the list written in the background."""
    start_job(
        "lists.apply", f"名册 {found.number}", arguments={"number": found.number}, owner=found.reviewer,
        url=found.get_absolute_url(), lock=f"list:{found.number}",
    )  # fmt: skip


_AFTER: Mapping[Move, _Later] = {
    Move.CHECK: check_later,
    Move.RETURN: check_later,
    Move.APPROVE: apply_later,
    Move.CARRY_ON: apply_later,
}


def offered_to(person: User, found: StaffList) -> list[Move]:
    """What this person may try now; a reason that is not written yet is no matter."""
    now = _standing(found)
    transitions = offered(TRANSITIONS.values(), now, person.permissions_at(found.office))
    request = _request(person, found, found.state, found.version, {"reason": "-"})
    able = [Move(one.action) for one in transitions if not refusals(one, now, request)]
    return [one for one in able if not _beyond(person, found, one, request.today)]


def _beyond(person: User, found: StaffList, wanted: Move, day: date) -> Sequence[Refusal]:
    """Why the office or the person does not go so far with the service of a list."""
    if wanted not in _STEPS:
        return ()
    try:
        refuse_beyond(person, found.office, found.declared, _STEPS[wanted], day)
    except Refused as refused:
        return refused.refusals
    return ()


@transaction.atomic
def move(
    person: User, found: StaffList, wanted: Move, seen: Mapping[str, str], now: datetime | None = None,
    *, later: bool = True,
) -> StaffList:  # fmt: skip
    """Moves a list; what follows a move is done in the background `later`, or by the caller (`carrying`). Raises Refused with every
    reason."""
    at = now or timezone.now()
    locked: StaffList = StaffList.objects.select_for_update(of=("self",)).select_related("office").get(pk=found.pk)
    inputs = {"reason": seen.get("reason", "").replace("\x00", "").strip()}
    version = seen.get("seen_version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1
    refused = refusals(
        TRANSITIONS[wanted], _standing(locked), _request(person, locked, seen.get("seen_state", ""), number, inputs)
    )
    if against := [*refused, *_beyond(person, locked, wanted, timezone.localdate(at))]:
        raise Refused(against)
    locked.state = State(TRANSITIONS[wanted].target)
    locked.version += 1
    if wanted is Move.APPROVE:
        locked.reviewer = person
    if locked.state in FINAL:
        locked.ended_at = at
    locked.save()
    step(locked, person, at, TRANSITIONS[wanted].label, inputs["reason"])
    record(person, LIST_MOVED, locked, step=TRANSITIONS[wanted].label, number=locked.number)
    if later and wanted in _AFTER:
        _AFTER[wanted](locked)
    return locked


def step(found: StaffList, by: User | None, at: datetime, label: str, reason: str = "") -> None:
    """Writes down what happened to a list: one step a version."""
    ListStep.objects.create(
        list=found, number=found.version, label=label, state=found.state, by=by, at=at, reason=reason[:1000]
    )


def _standing(found: StaffList) -> Standing:
    return Standing(State(found.state), found.version, found.clerk_id, found.good, found.against)


def _request(person: User, found: StaffList, state: str, version: int, inputs: Mapping[str, Any]) -> Request:
    known = State(state) if state in set(State) else None
    return Request(person.pk, person.permissions_at(found.office), known, version, timezone.localdate(), dict(inputs))
