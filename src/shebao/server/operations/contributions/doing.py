"""Runs of a month as they happen: started, computed, reviewed by another, written; each step in one transaction with the log."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from shebao.fields.dates import Month
from shebao.operations.contributions.standards import NoStandard, standards
from shebao.server.operations.contributions.declares import ASSESS, RUN_MOVED, RUN_STARTED
from shebao.server.operations.contributions.machine import TRANSITIONS, Move, Standing
from shebao.server.operations.contributions.models import MonthRun
from shebao.server.operations.contributions.states import FINAL, State
from shebao.server.operations.owing.reading import horizon
from shebao.server.platform.decisions.log import record
from shebao.server.platform.jobs.background import start as start_job
from shebao.workflow import Refusal, Request, offered, refusals

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation
    from shebao.server.platform.people.models import User

_Later = Callable[[MonthRun], None]


class Refused(Exception):
    """Nothing happened; the reasons are for people."""

    def __init__(self, found: Sequence[Refusal]) -> None:
        super().__init__("；".join(refusal.message for refusal in found))
        self.refusals = tuple(found)


@transaction.atomic
def start(maker: User, office: Organisation, place: str, month: Month, now: datetime | None = None) -> MonthRun:
    """Has a month of a place computed: the first ever, the one after the last, or one again whose law has changed. Raises
    Refused."""
    against = _against(maker, office, place, month)
    if against:
        raise Refused(against)
    at = now or timezone.now()
    run = MonthRun(
        number=f"{month.year}{month.month:02d}C{secrets.randbelow(10**8):08d}", place=place, month=month.first_day,
        office=office, state=State.COMPUTING, maker=maker, started_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as error:
        raise Refused([Refusal("open", f"{month} 的核定正在进行，请先办结那一次")]) from error
    record(maker, RUN_STARTED, run, month=month.iso, place=place, number=run.number)
    compute_later(run)
    return run


def carried_through(
    maker: User, checker: User, office: Organisation, place: str, month: Month, number: str, now: datetime
) -> MonthRun:
    """A run from its start to the record here and now, for who lives through months without a worker. What it may do is what
    its people may. Raises NoStandard, BatchError, EffectsRefused."""
    # What computes is big; web processes, which never compute, do without it.
    from shebao.server.operations.contributions.working import Work
    from shebao.server.operations.contributions.writing import settle, write

    run = MonthRun(
        number=number, place=place, month=month.first_day, office=office, state=State.COMPUTING, maker=maker, started_at=now
    )  # fmt: skip
    run.save(force_insert=True)
    work = Work(run)
    work.compute()
    settle(run, State.REVIEW, "", work.keep_controls)
    run.state, run.checker, run.version = State.APPLYING, checker, run.version + 1
    run.save()
    write(run, lambda count: None, now)
    return run


def _against(maker: User, office: Organisation, place: str, month: Month) -> list[Refusal]:
    if not maker.has_permission_at(ASSESS, office):
        return [Refusal("not_permitted", f"您不能在{office}核定应缴")]
    known = horizon()
    if known is not None and not known.first <= month <= known.last.plus(1):
        return [
            Refusal(
                "not_next", f"已核定 {known.first} 至 {known.last}；只能核定 {known.last.plus(1)}，或重新核定其中的月份"
            )
        ]
    try:
        standards(place, month)
    except NoStandard as problem:
        return [Refusal("no_standard", str(problem))]
    return []


def compute_later(run: MonthRun) -> None:
    """Has the run computed in the background."""
    _later(run, "contributions.compute", run.maker)


def apply_later(run: MonthRun) -> None:
    """Has the run written in the background."""
    _later(run, "contributions.apply", run.checker)


def _later(run: MonthRun, kind: str, owner: User | None) -> None:
    start_job(
        kind, str(run), arguments={"number": run.number}, owner=owner, url=run.get_absolute_url(), lock="assessment"
    )


_AFTER: Mapping[Move, _Later] = {
    Move.APPROVE: apply_later,
    Move.CARRY_ON: apply_later,
    Move.COMPUTE: compute_later,
}


def offered_to(person: User, run: MonthRun) -> list[Move]:
    """What this person may try now; a reason that is not written yet is no matter."""
    now = _standing(run)
    transitions = offered(TRANSITIONS.values(), now, person.permissions_at(run.office))
    request = _request(person, run, run.state, run.version, {"reason": "-"})
    return [Move(one.action) for one in transitions if not refusals(one, now, request)]


@transaction.atomic
def move(person: User, run: MonthRun, wanted: Move, seen: Mapping[str, str], now: datetime | None = None) -> MonthRun:
    """Moves a run. Raises Refused with every reason."""
    locked: MonthRun = MonthRun.objects.select_for_update(of=("self",)).select_related("office").get(pk=run.pk)
    inputs = {"reason": seen.get("reason", "").replace("\x00", "").strip()}
    version = seen.get("seen_version", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1
    request = _request(person, locked, seen.get("seen_state", ""), number, inputs)
    against = refusals(TRANSITIONS[wanted], _standing(locked), request)
    if against:
        raise Refused(against)
    locked.state = State(TRANSITIONS[wanted].target)
    locked.version += 1
    if wanted is Move.APPROVE:
        locked.checker = person
    if locked.state in FINAL:
        locked.ended_at = now or timezone.now()
        locked.reason = inputs["reason"]
    locked.save()
    record(person, RUN_MOVED, locked, step=TRANSITIONS[wanted].label, number=locked.number)
    if wanted in _AFTER:
        _AFTER[wanted](locked)
    return locked


def _standing(run: MonthRun) -> Standing:
    return Standing(State(run.state), run.version, run.maker_id)


def _request(person: User, run: MonthRun, state: str, version: int, inputs: Mapping[str, Any]) -> Request:
    known = State(state) if state in set(State) else None
    return Request(person.pk, person.permissions_at(run.office), known, version, timezone.localdate(), dict(inputs))
