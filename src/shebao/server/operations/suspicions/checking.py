"""The second person: a ruling that waits is agreed to, sent back or withdrawn, and all its suspicions with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shebao.server.operations.suspicions.declares import CHECK_RULINGS, RULING_CHECKED
from shebao.server.operations.suspicions.doing import Note, Refused, write
from shebao.server.operations.suspicions.machine import RULING_TRANSITIONS, Act, RulingSituation
from shebao.server.operations.suspicions.models import Ruling, Step, Suspicion
from shebao.server.operations.suspicions.states import SETTLED, RulingState, State
from shebao.server.platform.decisions.log import record
from shebao.workflow import Request, offered, refusals

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User


@transaction.atomic
def check(person: User, ruling: Ruling, act: Act, seen: Mapping[str, str], at: datetime | None = None) -> Ruling:
    """Does what a person asks for with a ruling. Raises Refused with every reason against it."""
    locked = Ruling.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=ruling.pk)
    reason = seen.get("reason", "").replace("\x00", "").strip()
    against = refusals(RULING_TRANSITIONS[act], _situation(locked), _request(person, locked, seen, reason))
    if against:
        raise Refused(against)
    now = at or timezone.now()
    suspicions = list(
        Suspicion.objects.select_for_update(of=("self",)).filter(ruling=locked, state=State.PROPOSED).order_by("pk")
    )
    locked.state = RULING_TRANSITIONS[act].target
    locked.version += 1
    if act is not Act.WITHDRAW:
        locked.checked_by, locked.checked_at, locked.words = person, now, reason
    locked.save(update_fields=["state", "version", "checked_by", "checked_at", "words"])
    note = Note(person, now, reason, locked)
    if act is Act.APPROVE:
        write(suspicions, act, State(locked.outcome), {"checked_by": person, "settled_at": now}, note)
    else:
        _put_back(suspicions, act, locked, note)
    record(person, RULING_CHECKED, locked, how=act.label, outcome=locked.outcome, count=len(suspicions))
    return locked


def _put_back(suspicions: Sequence[Suspicion], act: Act, ruling: Ruling, note: Note) -> None:
    """To where they came from: under examination, or settled as the ruling before this one had it."""
    proposing = Step.objects.filter(ruling=ruling, target=State.PROPOSED)
    sources = dict(proposing.values_list("suspicion_id", "source"))
    fresh = [each for each in suspicions if State(sources[each.pk]) not in SETTLED]
    if fresh:
        nobody = {"ruling": None, "decided_by": None, "checked_by": None, "settled_at": None}
        write(fresh, act, State.CHECKING, nobody, note)
    for each in suspicions:
        source = State(sources[each.pk])
        if source in SETTLED:
            write([each], act, source, _as_before(each, source), note)


def _as_before(suspicion: Suspicion, source: State) -> dict[str, object]:
    step = suspicion.steps.filter(target=source).exclude(ruling=None).select_related("ruling").first()
    before = step.ruling
    return {
        "ruling": before,
        "decided_by": before.proposed_by_id,
        "checked_by": before.checked_by_id,
        "settled_at": before.checked_at or before.proposed_at,
    }


def offered_to(person: User, ruling: Ruling) -> list[Act]:
    """What a person may do with a ruling now; what separation of duties forbids is not offered."""
    held = frozenset(map(str, person.permissions_at(ruling.organisation)))
    situation = _situation(ruling)
    request = _request(person, ruling, {"seen_state": ruling.state, "seen_version": str(ruling.version)}, "说明")
    return [
        Act(row.action)
        for row in offered(RULING_TRANSITIONS.values(), situation, held)
        if not refusals(row, situation, request)
    ]


def _situation(ruling: Ruling) -> RulingSituation:
    return RulingSituation(RulingState(ruling.state), ruling.version, ruling.proposed_by_id)


def _request(person: User, ruling: Ruling, seen: Mapping[str, str], reason: str) -> Request:
    version = seen.get("seen_version", "")
    return Request(
        person=person.pk,
        permissions=frozenset(map(str, person.permissions_at(ruling.organisation))),
        seen_state=seen.get("seen_state"),
        seen_version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1,
        today=timezone.localdate(),
        inputs={"reason": reason},
    )


def waiting_for(person: User) -> int:
    """How many rulings wait that this person may check; their own do not count."""
    scope = Ruling.objects.in_scope(person, CHECK_RULINGS)
    return int(scope.filter(state=RulingState.WAITING).exclude(proposed_by=person).count())
