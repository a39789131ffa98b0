"""Staff lists as they happen: uploaded, checked, moved, written as one act; each step in one transaction with the log."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
from shebao.server.operations.lists.models import StaffList
from shebao.server.operations.lists.saving import Happened, keep_steps, save_all
from shebao.server.operations.lists.states import FINAL, State
from shebao.server.platform.decisions.log import append_all, entry
from shebao.server.platform.jobs.background import start as start_job
from shebao.server.platform.masking import masked
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
    at = now or timezone.now()
    found = _begun(clerk, service, office, employer, stored.name, at)
    refuse_beyond(clerk, office, service, _ACCEPTS, timezone.localdate(at))
    _begin(clerk, [found])
    check_later(found, str(stored.pk))
    return found


@dataclass(frozen=True)
class Taken:
    """A list that was read already, of an employer, as `name`; `number` is the list's, where another program numbers them."""

    employer: int
    listed: Listed
    name: str
    at: datetime
    number: str = ""


@transaction.atomic
def take_all(clerk: User, service: Service, office: Organisation, taken: Sequence[Taken]) -> list[StaffList]:
    """Takes in lists that were read already; who brings them has them checked (`carrying`). Raises Refused."""
    found = [_begun(clerk, service, office, one.employer, one.name, one.at, one.number) for one in taken]
    for day in sorted({timezone.localdate(one.at) for one in taken}):
        refuse_beyond(clerk, office, service, _ACCEPTS, day)
    for one, brought in zip(found, taken, strict=True):
        keep_rows(one, brought.listed)
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
    return StaffList(
        number=number or f"{timezone.localtime(at):%Y%m%d}M{secrets.randbelow(10**8):08d}",
        name=masked(name),
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


def _begin(clerk: User, lists: Sequence[StaffList]) -> None:
    StaffList.objects.bulk_create(lists)
    keep_steps(Happened(found, clerk, found.uploaded_at, "上传") for found in lists)
    append_all(
        [
            entry(
                clerk, LIST_UPLOADED, found, service=found.service, version=found.service_version, number=found.number
            )
            for found in lists
        ]
    )


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


def _all_beyond(person: User, moving: Sequence[tuple[Moving, StaffList]]) -> list[Refusal]:
    """`_beyond` of many lists: asked once of those that are alike."""
    alike = {
        (now.office_id, now.service, now.service_version, one.wanted, timezone.localdate(one.at)): now
        for one, now in moving
    }
    return [
        refusal
        for (_office, _service, _version, wanted, day), now in alike.items()
        for refusal in _beyond(person, now, wanted, day)
    ]


def move(
    person: User, found: StaffList, wanted: Move, seen: Mapping[str, str], now: datetime | None = None
) -> StaffList:
    """Moves a list; what follows is done in the background. Raises Refused with every reason."""
    with transaction.atomic():
        (moved,) = move_all(person, [Moving(found, wanted, seen, now or timezone.now())])
        if wanted in _AFTER:
            _AFTER[wanted](moved)
    return moved


@dataclass(frozen=True)
class Moving:
    """A list that somebody moves, as they have seen it."""

    found: StaffList
    wanted: Move
    seen: Mapping[str, str]
    at: datetime


@transaction.atomic
def move_all(person: User, moving: Sequence[Moving]) -> list[StaffList]:
    """Moves lists, all or none; what follows is done by the caller (`carrying`). Raises Refused with every reason."""
    keys = [one.found.pk for one in moving]
    held = StaffList.objects.select_for_update(of=("self",)).select_related("office", "clerk").order_by("pk")
    locked = {one.pk: one for one in held.filter(pk__in=keys)}
    moved = [(one, locked[one.found.pk]) for one in moving]
    against = [refusal for one, now in moved for refusal in _refusals(person, one, now)]
    if against := [*against, *_all_beyond(person, moved)]:
        raise Refused(against)
    for one, now in moved:
        _moved(person, one, now)
    save_all([now for _one, now in moved])
    labels = {wanted: transition.label for wanted, transition in TRANSITIONS.items()}
    keep_steps(Happened(now, person, one.at, labels[one.wanted], _reason(one)) for one, now in moved)
    append_all([entry(person, LIST_MOVED, now, step=labels[one.wanted], number=now.number) for one, now in moved])
    return [now for _one, now in moved]


def _refusals(person: User, moving: Moving, locked: StaffList) -> Sequence[Refusal]:
    version = moving.seen.get("seen_version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1
    request = _request(person, locked, moving.seen.get("seen_state", ""), number, {"reason": _reason(moving)})
    return refusals(TRANSITIONS[moving.wanted], _standing(locked), request)


def _reason(moving: Moving) -> str:
    return moving.seen.get("reason", "").replace("\x00", "").strip()


def _moved(person: User, moving: Moving, locked: StaffList) -> None:
    locked.state = State(TRANSITIONS[moving.wanted].target)
    locked.version += 1
    if moving.wanted is Move.APPROVE:
        locked.reviewer = person
    if locked.state in FINAL:
        locked.ended_at = moving.at


def _standing(found: StaffList) -> Standing:
    return Standing(State(found.state), found.version, found.clerk_id, found.good, found.against)


def _request(person: User, found: StaffList, state: str, version: int, inputs: Mapping[str, Any]) -> Request:
    known = State(state) if state in set(State) else None
    return Request(person.pk, person.permissions_at(found.office), known, version, timezone.localdate(), dict(inputs))
