"""Cases moved: one thing that one person does to a case, in one transaction with its step, its notice and the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from shebao.operations.casework import machine
from shebao.operations.casework.corrections import Item, Round, correctable, items_of
from shebao.operations.casework.machine import TRANSITIONS, Move
from shebao.operations.casework.states import FINAL, STANDING_STILL, State
from shebao.server.operations.cases.accepting import accept, decide, step, tell_completed
from shebao.server.operations.cases.applying import keep_scans, write_form
from shebao.server.operations.cases.checking import check_off, held_of
from shebao.server.operations.cases.declares import CASE_MOVED, START_CASES
from shebao.server.operations.cases.models import Asked, Case
from shebao.server.operations.cases.noticing import notify
from shebao.server.operations.cases.preparing import Prepared, reassessed, refuse_against, version_of
from shebao.server.operations.cases.reading import deputies_of
from shebao.server.operations.cases.refusing import Refused, refused
from shebao.server.operations.cases.remits import refuse_beyond
from shebao.server.operations.cases.timing import go_on, pause, prolong, settle
from shebao.server.platform.decisions.log import record
from shebao.services.model import Service
from shebao.workflow import Request, offered, refusals

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

_SEEN = ("seen_state", "seen_version")


@dataclass
class _Doing:
    """One move under way."""

    case: Case
    service: Service
    person: User
    at: datetime
    before: State
    inputs: Mapping[str, str]
    texts: Mapping[str, str] | None
    decided: Prepared | None = None
    told: list[str] = field(default_factory=list)

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)

    @property
    def reason(self) -> str:
        return self.inputs.get("reason", "")


@transaction.atomic
def move(
    person: User, case: Case, wanted: Move, seen: Mapping[str, str], now: datetime | None = None, *,
    texts: Mapping[str, str] | None = None, scans: Sequence[tuple[int, UploadedFile]] = (),
) -> Case:  # fmt: skip
    """Does one thing to a case; what is decided is carried out at once. `texts` is the mended form, where it was mended, `scans`
    come with it. Raises Refused with every reason."""
    at = now or timezone.now()
    locked: Case = Case.objects.select_for_update(of=("self",)).select_related("office").get(pk=case.pk)
    service = version_of(locked)
    inputs = {name: text.replace("\x00", "").strip() for name, text in seen.items() if name not in _SEEN}
    situation = situation_of(locked, service, at)
    version = seen.get("seen_version", "")
    request = _request(
        person, locked, seen.get("seen_state", ""), int(version) if _is_number(version) else -1, inputs, at
    )
    against = refusals(TRANSITIONS[wanted], situation, request)
    if against:
        raise Refused(against)
    _refuse_beyond(person, locked, service, wanted, at)
    doing = _Doing(locked, service, person, at, State(locked.state), inputs, texts)
    locked.version += 1
    if wanted is Move.ACCEPT:
        _accept(doing)
    else:
        locked.state = machine.target(wanted, situation)
        _DOES.get(wanted, _only_moved)(doing)
        _finish(doing, wanted)
    keep_scans(locked, service, scans, person, at)
    record(person, CASE_MOVED, locked, step=TRANSITIONS[wanted].label, number=locked.number)
    return locked


_STEPS = {Move.ACCEPT: "accept", Move.REVIEW: "review", Move.APPROVE: "approve"}


def _refuse_beyond(person: User, case: Case, service: Service, wanted: Move, at: datetime) -> None:
    """A case is accepted as far as its office goes, reviewed and approved as far as the office of whoever does so goes."""
    office = case.office if wanted is Move.ACCEPT else person.organisation or case.office
    refuse_beyond(person, office, service, _STEPS.get(wanted, "advise"), timezone.localdate(at))


def _goes_so_far(person: User, case: Case, service: Service, wanted: Move) -> bool:
    try:
        _refuse_beyond(person, case, service, wanted, timezone.now())
    except Refused:
        return False
    return True


def offered_to(person: User, case: Case) -> list[Move]:
    """What this person may try now."""
    service = version_of(case)
    situation = situation_of(case, service)
    found = offered(TRANSITIONS.values(), situation, person.permissions_at(case.office))
    moves = [Move(one.action) for one in found if not _stands_against(one, situation, person, case)]
    return [one for one in moves if one not in _STEPS or _goes_so_far(person, case, service, one)]


def situation_of(case: Case, service: Service, at: datetime | None = None) -> machine.Situation:
    """What a move of the case depends on."""
    return machine.Situation(
        State(case.state),
        case.version,
        case.clerk_id,
        case.reviewer_id,
        machine.course(service.flow),
        service.flow.serves,
        hands=frozenset(case.steps.filter(by_clerk=True).values_list("by", flat=True)),
        acting=deputies_of(case.clerk_id, timezone.localdate(at)),
        act_by=case.act_by,
        back_to=State(case.back_to) if case.back_to else None,
        accepted=case.accepted_at is not None,
        rounds=rounds_of(case),
        known=frozenset(correctable(service)),
    )


def rounds_of(case: Case) -> tuple[Round, ...]:
    """What the applicant was asked for, by time."""
    asked = list(case.asked.all()) if case.rounds else []
    numbers = sorted({one.round for one in asked})
    return tuple(
        Round(number, tuple(Item(one.key, one.words, one.because) for one in asked if one.round == number))
        for number in numbers
    )


def _stands_against(transition: Any, situation: machine.Situation, person: User, case: Case) -> bool:
    """Whether it is theirs to do at all; what is still to be filled in is no matter."""
    inputs = {"reason": "-", "pause": "court"} | {f"item:{key}": "-" for key in _first_asked(situation)}
    request = _request(person, case, case.state, case.version, inputs, timezone.now())
    return bool(refusals(transition, situation, request))


def _first_asked(situation: machine.Situation) -> frozenset[str]:
    return situation.rounds[0].keys if situation.rounds else situation.known


def _request(person: User, case: Case, state: str, version: int, inputs: Mapping[str, str], at: datetime) -> Request:
    known = State(state) if state in set(State) else None
    return Request(person.pk, person.permissions_at(case.office), known, version, timezone.localdate(at), inputs)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _finish(doing: _Doing, wanted: Move) -> None:
    """Carries out what is decided, sets the deadlines, writes step and notice."""
    case = doing.case
    if doing.before in STANDING_STILL and State(case.state) not in STANDING_STILL:
        go_on(case, doing.day)
    if State(case.state) in (State.DONE, State.DECIDED) and case.act_id is None:
        doing.decided = decide(case, doing.at)
    if State(case.state) in FINAL:
        case.ended_at = doing.at
    settle(case, doing.service, doing.day)
    case.save()
    step(
        case, doing.person, doing.at, TRANSITIONS[wanted].label, doing.reason, by_clerk=machine.by_clerk(wanted),
        told=doing.told,
    )  # fmt: skip
    _notify(doing, wanted)


def _notify(doing: _Doing, wanted: Move) -> None:
    if doing.decided is not None:
        tell_completed(doing.case, doing.decided, doing.person, doing.at)
    elif wanted is Move.ASK:
        lines = [f"{one.name}：{one.words}" for one in doing.case.asked.filter(round=doing.case.rounds)]
        notify(doing.case, "correction", doing.person, doing.at, lines=lines, until=doing.case.act_by)
    elif State(doing.case.state) in (State.NOT_ACCEPTED, State.REFUSED):
        notify(doing.case, doing.case.state, doing.person, doing.at, reason=doing.reason)


def _only_moved(doing: _Doing) -> None:
    return


def _submit(doing: _Doing) -> None:
    _mend(doing)
    doing.case.submitted_by, doing.case.begun_at, doing.case.clerk = doing.person, doing.at, None


def _accept(doing: _Doing) -> None:
    accept(doing.case, reassessed(doing.case), doing.person, doing.at, held_of(doing.inputs))


def _ask(doing: _Doing) -> None:
    case = doing.case
    case.rounds += 1
    names = correctable(doing.service)
    Asked.objects.bulk_create(
        Asked(case=case, round=case.rounds, key=item.key, name=names[item.key], words=item.words, because=item.because)
        for item in items_of(doing.inputs)
    )
    if case.accepted_at is not None:
        pause(case, "correction", doing.day)
    elif case.clerk_id is None:
        case.clerk = doing.person


def _answer(doing: _Doing) -> None:
    _mend(doing)
    if doing.case.accepted_at is not None:
        check_off(doing.case, doing.service, held_of(doing.inputs), doing.person, doing.at)
        _pin_again(doing)


def _resubmit(doing: _Doing) -> None:
    _mend(doing)
    _pin_again(doing)


def _mend(doing: _Doing) -> None:
    if doing.texts is not None:
        write_form(doing.case, doing.texts)


def _pin_again(doing: _Doing) -> None:
    """The case rests on what is known now, and is reviewed anew."""
    doing.case.reviewer = doing.case.approver = None
    found = reassessed(doing.case)
    refuse_against(found)
    assert found.situation is not None
    doing.case.basis, doing.told = list(found.situation.basis), list(found.told)


def _review(doing: _Doing) -> None:
    doing.case.reviewer = doing.person


def _approve(doing: _Doing) -> None:
    doing.case.approver = doing.person


def _suspend(doing: _Doing) -> None:
    doing.case.back_to = doing.before
    doing.case.act_by = pause(doing.case, doing.inputs["pause"], doing.day).until


def _extend(doing: _Doing) -> None:
    doing.case.act_by = prolong(doing.case, doing.day)


def _resume(doing: _Doing) -> None:
    doing.case.back_to = ""


def _reassign(doing: _Doing) -> None:
    from shebao.server.platform.people.models import User

    text = doing.inputs.get("to", "")
    chosen = User.objects.filter(pk=int(text)).first() if _is_number(text) else None
    if chosen is None or not chosen.has_permission_at(START_CASES, doing.case.office):
        raise refused("no_clerk", "请选一位可以在这个机构受理办件的人", "to")
    if chosen.pk in (doing.case.clerk_id, doing.case.reviewer_id, doing.case.approver_id):
        raise refused("has_it", "这件已经在他手上，或他已经复核、审批过", "to")
    doing.case.clerk = chosen
    doing.told = [f"转给 {chosen}"]


_DOES: Mapping[Move, Callable[[_Doing], None]] = {
    Move.SUBMIT: _submit,
    Move.ASK: _ask,
    Move.ANSWER: _answer,
    Move.RESUBMIT: _resubmit,
    Move.REVIEW: _review,
    Move.APPROVE: _approve,
    Move.SUSPEND: _suspend,
    Move.EXTEND: _extend,
    Move.RESUME: _resume,
    Move.REASSIGN: _reassign,
}
