"""What people do to suspicions, one or hundreds at once: checked by the machine, written in one transaction, logged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from shebao.fields import values
from shebao.operations.governance.masking import masked as masked_value
from shebao.server.operations.suspicions.declares import (
    ASSIGNED,
    MANAGE_SUSPICIONS,
    REOPENED,
    RULED,
    TAKEN,
    VIEW_SUSPICIONS,
)
from shebao.server.operations.suspicions.machine import (
    IN_BULK,
    OUTCOMES,
    TRANSITIONS,
    Act,
    Situation,
    needs_second,
    target,
)
from shebao.server.operations.suspicions.models import Correction, Ruling, Step, Suspicion
from shebao.server.operations.suspicions.states import RulingState, State, in_backlog
from shebao.server.platform.decisions.log import record
from shebao.server.platform.masking import masked as masked_text
from shebao.workflow import Refusal, Request, refusals

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User

MOST = 2000
INPUTS = ("reason", "amount", "column", "value", "addressee")
_LOGGED = {Act.TAKE: TAKEN, Act.RELEASE: TAKEN, Act.REOPEN: REOPENED}


class Refused(Exception):
    """Nothing happened; the reasons are for people."""

    def __init__(self, found: Sequence[Refusal]) -> None:
        super().__init__("；".join(refusal.message for refusal in found))
        self.refusals = tuple(found)


@dataclass(frozen=True, slots=True)
class Choice:
    """A suspicion that somebody chose, with the state and version that they saw."""

    key: int
    state: str
    version: int


@dataclass(slots=True)
class Outcome:
    """What became of the chosen: those done, those not with the reason, the ruling where there is one."""

    done: list[Suspicion] = field(default_factory=list)
    refused: list[tuple[Suspicion, str]] = field(default_factory=list)
    ruling: Ruling | None = None


def choices(texts: Iterable[str]) -> list[Choice]:
    """The ticked rows (`key:state:version`), each once; what is malformed is left out."""
    found: dict[int, Choice] = {}
    for text in texts:
        key, _colon, rest = text.partition(":")
        state, _colon, version = rest.partition(":")
        if _is_whole(key) and _is_whole(version):
            found.setdefault(int(key), Choice(int(key), state, int(version)))
    return list(found.values())


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


@transaction.atomic
def perform(
    person: User, act: Act, chosen: Sequence[Choice], inputs: Mapping[str, str], at: datetime | None = None
) -> Outcome:
    """Does one thing to all that were chosen. Raises Refused where it cannot be done to any of them, with why.

    Those in a wrong state or changed meanwhile are left out and told; what was filled in wrongly stops everything.
    """
    now = at or timezone.now()
    given = {name: inputs.get(name, "").replace("\x00", "").strip() for name in INPUTS}
    _refuse_amount(act, chosen)
    outcome, locked = Outcome(), _locked(person, chosen)
    for suspicion, seen in locked:
        against = refusals(TRANSITIONS[act], _situation(suspicion), _request(person, suspicion, seen, given))
        wrong = [each for each in against if each.input or each.code == "not_permitted"]
        if wrong:
            raise Refused(wrong)
        if against:
            outcome.refused.append((suspicion, "；".join(each.message for each in against)))
        else:
            outcome.done.append(suspicion)
    if not outcome.done:
        raise Refused([Refusal("none", outcome.refused[0][1] if outcome.refused else "所选疑点不在您的范围内")])
    if act in OUTCOMES:
        outcome.ruling = _rule(person, act, outcome.done, given, now)
    else:
        _move(act, outcome.done, Note(person, now, given["reason"]))
    return outcome


def _refuse_amount(act: Act, chosen: Sequence[Choice]) -> None:
    if not chosen:
        raise Refused([Refusal("none", "还没有选择疑点；请先在列表左侧打勾")])
    if len(chosen) > MOST:
        raise Refused([Refusal("too_many", f"一次最多办理 {MOST} 个疑点，现选了 {len(chosen)} 个")])
    if len(chosen) > 1 and act in OUTCOMES and act not in IN_BULK:
        raise Refused([Refusal("not_in_bulk", "追回的金额要逐人核定，不能成批办理；请逐个打开填写")])


def _locked(person: User, chosen: Sequence[Choice]) -> list[tuple[Suspicion, Choice]]:
    by_key = {choice.key: choice for choice in chosen}
    found = (
        Suspicion.objects.in_scope(person, VIEW_SUSPICIONS)
        .filter(pk__in=by_key)
        .select_related("organisation", "agency", "rule")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    return [(suspicion, by_key[suspicion.pk]) for suspicion in found]


def _situation(suspicion: Suspicion) -> Situation:
    return Situation(State(suspicion.state), suspicion.version, suspicion.money)


def _request(person: User, suspicion: Suspicion, seen: Choice, given: Mapping[str, str]) -> Request:
    return Request(
        person=person.pk,
        permissions=frozenset(map(str, person.permissions_at(suspicion.organisation))),
        seen_state=seen.state,
        seen_version=seen.version,
        today=timezone.localdate(),
        inputs=given,
    )


def _rule(person: User, act: Act, suspicions: Sequence[Suspicion], given: Mapping[str, str], now: datetime) -> Ruling:
    """The ruling about all of them; one that moves money for any of them waits for the second person as a whole."""
    organisation = _common(suspicions)
    if act is Act.CORRECT:
        _refuse_unknown_column(suspicions, given["column"])
    waits = any(needs_second(_situation(each), act) for each in suspicions)
    ruling: Ruling = Ruling.objects.create(
        agency=suspicions[0].agency,
        organisation=organisation,
        outcome=OUTCOMES[act],
        reason=given["reason"],
        amount=values.money(given["amount"]) if act is Act.RECOVER else None,
        addressee=given["addressee"] if act is Act.HAND_OVER else "",
        column=given["column"] if act is Act.CORRECT else "",
        value=_shown(suspicions, given) if act is Act.CORRECT else "",
        count=len(suspicions),
        digest=digest(suspicions),
        state=RulingState.WAITING if waits else RulingState.DIRECT,
        proposed_by=person,
        proposed_at=now,
    )
    if act is Act.CORRECT:
        Correction.objects.create(ruling=ruling, value=given["value"])
    to = State.PROPOSED if waits else target(act, _situation(suspicions[0]))
    changes = {"ruling": ruling, "decided_by": person, "checked_by": None, "settled_at": None if waits else now}
    write(suspicions, act, to, changes, Note(person, now, given["reason"], ruling))
    record(person, RULED, ruling, outcome=ruling.outcome, count=ruling.count, sha256=ruling.digest)
    return ruling


def _shown(suspicions: Sequence[Suspicion], given: Mapping[str, str]) -> str:
    """The new value as pages show it: masked where the present one is."""
    column, value = given["column"], given["value"]
    private = any("*" in dict(each.evidence)[column] for each in suspicions)
    return masked_value(value) if private else masked_text(value)


def _common(suspicions: Sequence[Suspicion]) -> Organisation:
    """The office that works all of them off; the agency where there are several. Raises Refused for several agencies."""
    agencies = {each.agency_id: each.agency for each in suspicions}
    if len(agencies) > 1:
        names = "、".join(str(each) for each in agencies.values())
        raise Refused([Refusal("agencies", f"所选疑点分属不同机构（{names}）；一个决定只能办理一个机构的")])
    offices = {each.organisation_id: each.organisation for each in suspicions}
    return next(iter((offices if len(offices) == 1 else agencies).values()))


def _refuse_unknown_column(suspicions: Sequence[Suspicion], column: str) -> None:
    if any(column not in each.columns for each in suspicions):
        raise Refused([Refusal("unknown", "更正项应是证据中的一项", "column")])


def digest(suspicions: Iterable[Suspicion]) -> str:
    """The hash of which suspicions a ruling is about, for the log."""
    return hashlib.sha256("\n".join(sorted(each.identity for each in suspicions)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Note:
    """Who did something when, in which words, by which ruling."""

    person: User
    at: datetime
    words: str = ""
    ruling: Ruling | None = None


def _move(act: Act, suspicions: Sequence[Suspicion], note: Note) -> None:
    changes: dict[str, object] = {"assignee": note.person} if act is Act.TAKE else {}
    if act is Act.RELEASE:
        changes = {"assignee": None}
    if act is Act.REOPEN:
        changes = {"ruling": None, "decided_by": None, "checked_by": None, "settled_at": None, "verified_at": None}
    write(suspicions, act, State(TRANSITIONS[act].target), changes, note)
    record(
        note.person,
        _LOGGED[act],
        suspicions[0] if len(suspicions) == 1 else suspicions[0]._meta.label_lower,
        organisation=_common(suspicions),
        how=act.label,
        count=len(suspicions),
        sha256=digest(suspicions),
    )


def write(suspicions: Sequence[Suspicion], act: Act, to: State, changes: Mapping[str, object], note: Note) -> None:
    """Moves suspicions that are locked, and notes the step of each."""
    Suspicion.objects.filter(pk__in=[each.pk for each in suspicions]).update(
        state=to, version=F("version") + 1, **changes
    )
    Step.objects.bulk_create(
        Step(
            suspicion=each,
            act=act,
            source=each.state,
            target=to,
            flow=in_backlog(to, each.present) - in_backlog(each.state, each.present),
            person=note.person,
            ruling=note.ruling,
            at=note.at,
            words=note.words,
        )
        for each in suspicions
    )


@transaction.atomic
def assign(person: User, chosen: Sequence[Choice], to: User) -> int:
    """Gives suspicions to a colleague who may work them off; returns how many. Raises Refused."""
    _refuse_amount(Act.ASSIGN, chosen)
    allowed = [
        suspicion
        for suspicion, _seen in _locked(person, chosen)
        if person.has_permission_at(MANAGE_SUSPICIONS, suspicion.organisation)
        and suspicion.state in (State.NEW, State.CHECKING)
    ]
    if not allowed:
        raise Refused([Refusal("none", "所选疑点已经办结、在复核中，或不在您的范围内，没有分派")])
    offices = {each.organisation_id: each.organisation for each in allowed}
    for office in offices.values():
        if "work_suspicions" not in to.permissions_at(office):
            raise Refused([Refusal("cannot", f"{to}不能办理{office}的疑点；请选择该机构的数据治理岗", "person")])
    now = timezone.now()
    Suspicion.objects.filter(pk__in=[each.pk for each in allowed]).update(assignee=to, version=F("version") + 1)
    Step.objects.bulk_create(
        Step(suspicion=each, act=Act.ASSIGN, source=each.state, target=each.state, person=person, at=now, words=str(to))
        for each in allowed
    )
    record(
        person,
        ASSIGNED,
        "suspicions.suspicion" if len(allowed) > 1 else allowed[0],
        organisation=_common(allowed),
        to=to.get_username(),
        count=len(allowed),
        sha256=digest(allowed),
    )
    return len(allowed)


def offered_to(person: User, suspicion: Suspicion) -> list[Act]:
    """What a person may do with a suspicion now, in the order of the machine."""
    held = person.permissions_at(suspicion.organisation)
    return [act for act, row in TRANSITIONS.items() if row.permission in held and suspicion.state in row.sources]
