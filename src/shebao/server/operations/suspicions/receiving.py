"""A run is taken in: its findings become suspicions or are known ones; what it found no more is gone or verified.

Everything happens in one transaction, set by set. The latest run of an agency says what is there: an older one is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from shebao.operations.governance.handling import limit
from shebao.operations.governance.handover import Handed, HandedCheck, HandedRun
from shebao.operations.governance.severity import Severity
from shebao.server.operations.suspicions.declares import RUN_RECEIVED
from shebao.server.operations.suspicions.doing import digest
from shebao.server.operations.suspicions.machine import Act
from shebao.server.operations.suspicions.models import Absence, Clear, Duty, Rule, Run, Step, Suspicion
from shebao.server.operations.suspicions.states import AbsenceState, State, in_backlog
from shebao.server.platform.decisions.log import record
from shebao.server.platform.organisations.models import Organisation
from shebao.workflow import official_calendar

if TYPE_CHECKING:
    from shebao.server.platform.files.models import StoredFile
    from shebao.server.platform.people.models import User

T = TypeVar("T")
_BATCH = 2000
_REOPENED = frozenset({State.CONFIRMED, State.EXPLAINED, State.CORRECTED, State.HANDED_OVER})
_FORGOTTEN = {"ruling": None, "decided_by": None, "checked_by": None, "settled_at": None, "verified_at": None}


class RefusedRun(Exception):
    """A run that is not taken in; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """Where a run came from: whose data, the file and its hash, who handed it in (None: the system) and when (None: now).

    `is_list`: what somebody else asks about, and not all there is: nothing is gone by not being in it, what is asked again
    is opened again, and lists come in any order. `problems` is what the run could not check.
    """

    agency: Organisation
    digest: str
    by: User | None = None
    file: StoredFile | None = None
    at: datetime | None = None
    is_list: bool = False
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class _Taking:
    """A run while it is taken in."""

    run: Run
    checks: Mapping[str, HandedCheck]
    rules: Mapping[str, Rule]
    duties: Mapping[str, Duty]
    now: datetime
    today: date
    is_list: bool
    steps: list[Step] = field(default_factory=list)
    dues: dict[Severity, date] = field(default_factory=dict)

    def step(self, suspicion: Suspicion, act: Act, source: str, target: str, flow: int) -> None:
        """Notes what the run did to a suspicion."""
        self.steps.append(
            Step(suspicion=suspicion, act=act, source=source, target=target, flow=flow, run=self.run, at=self.now)
        )

    def due_on(self, each: Handed) -> date:
        """The last day for a suspicion that comes up today: the one that was set, or the end of the limit."""
        if each.due is not None:
            return each.due
        severity = self.checks[each.check].severity
        if severity not in self.dues:
            bound = limit(severity)
            self.dues[severity] = bound.after(self.today, bound.days, official_calendar())
        return self.dues[severity]


@transaction.atomic
def take_in(handed: HandedRun, findings: Iterable[Handed], delivered: Delivered) -> Run:
    """Brings the suspicions of an agency up to a run. Raises RefusedRun, HandoverError while the findings are read."""
    agency = Organisation.objects.select_for_update(of=("self",)).get(pk=delivered.agency.pk)
    now = delivered.at or timezone.now()
    _refuse_old(handed, delivered, now)
    run = Run.objects.create(
        agency=agency,
        title=handed.title,
        as_of=handed.as_of.iso,
        made_at=handed.made,
        by=delivered.by,
        file=delivered.file,
        digest=delivered.digest,
        at=now,
        problems=list(delivered.problems),
    )
    taking = _Taking(
        run,
        handed.checks,
        _rules(agency, handed.checks.values()),
        {duty.owner: duty for duty in Duty.objects.filter(agency=agency).select_related("office")},
        now,
        timezone.localtime(now).date(),
        delivered.is_list,
    )
    seen = _take_findings(taking, findings)
    _take_absent(taking, seen)
    for steps in _portions(taking.steps):
        Step.objects.bulk_create(steps)
    run.save()
    record(delivered.by, RUN_RECEIVED, run, as_of=run.as_of, count=run.found, sha256=delivered.digest)
    return run


def _refuse_old(handed: HandedRun, delivered: Delivered, now: datetime) -> None:
    runs = Run.objects.filter(agency=delivered.agency)
    if runs.filter(digest=delivered.digest).exists():
        raise RefusedRun("这份核查结果已经导入过")
    if delivered.is_list:
        return
    latest = runs.filter(title=handed.title).order_by("-made_at").first()
    if latest is not None and (latest.made_at >= handed.made or latest.as_of > handed.as_of.iso):
        made = timezone.localtime(latest.made_at)
        raise RefusedRun(
            f"已导入过更晚的一次核查（{latest.as_of}，{made:%Y-%m-%d %H:%M}）；较早的结果不再导入，请核对文件"
        )
    if handed.made > now:
        raise RefusedRun("核查时间晚于现在；请检查导出机器的时钟")


def _rules(agency: Organisation, checks: Iterable[HandedCheck]) -> dict[str, Rule]:
    described = [
        Rule(
            agency=agency,
            code=check.id,
            title=check.title,
            severity=check.severity.value,
            owner=check.owner,
            basis=check.basis,
            table=check.table,
            about=check.about,
        )
        for check in checks
    ]
    Rule.objects.bulk_create(
        described,
        update_conflicts=True,
        unique_fields=("agency", "code"),
        update_fields=("title", "severity", "owner", "basis", "table", "about"),
    )
    return {rule.code: rule for rule in Rule.objects.filter(agency=agency)}


def _take_findings(taking: _Taking, findings: Iterable[Handed]) -> set[str]:
    seen: set[str] = set()
    for portion in _portions(findings):
        seen.update(each.identity for each in portion)
        known = {
            each.identity: each
            for each in Suspicion.objects.select_for_update().filter(
                agency=taking.run.agency, identity__in=[each.identity for each in portion]
            )
        }
        fresh = [each for each in portion if each.identity not in known]
        _take_fresh(taking, fresh)
        same = [
            known[each.identity].pk
            for each in portion
            if each.identity in known and not _take_known(taking, known[each.identity], each)
        ]
        Suspicion.objects.filter(pk__in=same).update(last_run=taking.run)
        _keep_clear(taking, portion)
    taking.run.found = len(seen)
    return seen


def _keep_clear(taking: _Taking, portion: Sequence[Handed]) -> None:
    """Private values in clear, encrypted, in place of those that an earlier run brought."""
    clear = {each.identity: each.clear for each in portion if each.clear}
    if not clear:
        return
    keys = dict(Suspicion.objects.filter(agency=taking.run.agency, identity__in=clear).values_list("identity", "pk"))
    Clear.objects.filter(suspicion__in=keys.values()).delete()
    Clear.objects.bulk_create(
        Clear(suspicion_id=keys[name], content=json.dumps(list(values.items()), ensure_ascii=False))
        for name, values in clear.items()
    )


def _take_fresh(taking: _Taking, fresh: Sequence[Handed]) -> None:
    made = Suspicion.objects.bulk_create([_suspicion(taking, each) for each in fresh])
    taking.run.new += len(made)
    for suspicion in made:
        taking.step(suspicion, Act.FOUND, State.NEW, State.NEW, 1)


def _suspicion(taking: _Taking, each: Handed) -> Suspicion:
    check = taking.checks[each.check]
    duty = taking.duties.get(check.owner)
    return Suspicion(
        agency=taking.run.agency,
        organisation=duty.office if duty else taking.run.agency,
        assignee_id=duty.person_id if duty else None,
        rule=taking.rules[each.check],
        identity=each.identity,
        subject=each.subject,
        rows=each.rows,
        evidence=_pairs(each),
        money=check.money,
        first_run=taking.run,
        last_run=taking.run,
        opened_on=taking.today,
        due_on=taking.due_on(each),
    )


def _take_known(taking: _Taking, suspicion: Suspicion, each: Handed) -> bool:
    """A suspicion that is found again: as before, back after it was gone, or still there although it was corrected.

    Whether anything about it is different from before.
    """
    told = {"rows": each.rows, "evidence": _pairs(each)}
    changes: dict[str, object] = {name: value for name, value in told.items() if getattr(suspicion, name) != value}
    if not suspicion.present or (taking.is_list and suspicion.state in _REOPENED):
        taking.run.returned += 1
        changes |= {"present": True, "absence": None, "returned": suspicion.returned + 1}
        _move(taking, suspicion, Act.RETURNED, suspicion.state in _REOPENED, State.NEW, each, changes)
    elif suspicion.state == State.CORRECTED and suspicion.settled_at and suspicion.settled_at < taking.run.made_at:
        taking.run.failed += 1
        _move(taking, suspicion, Act.FAILED, True, State.CHECKING, each, changes)
    else:
        taking.run.remaining += 1
    if changes:
        Suspicion.objects.filter(pk=suspicion.pk).update(version=F("version") + 1, last_run=taking.run, **changes)
    return bool(changes)


def _pairs(each: Handed) -> list[list[str]]:
    return [[name, value] for name, value in each.evidence.items()]


def _move(
    taking: _Taking, suspicion: Suspicion, act: Act, opens: bool, to: State, each: Handed, changes: dict[str, object]
) -> None:
    """Notes what happened; opens it again, with a limit that starts today, where it does."""
    target = to if opens else State(suspicion.state)
    if opens:
        changes |= {"state": to, **_FORGOTTEN}
    flow = in_backlog(target, True) - in_backlog(suspicion.state, suspicion.present)
    if flow > 0:
        changes |= {"opened_on": taking.today, "due_on": taking.due_on(each)}
    taking.step(suspicion, act, suspicion.state, target, flow)


def _take_absent(taking: _Taking, seen: set[str]) -> None:
    """What the run could have found and did not: gone; a correction is verified by that."""
    complete = [taking.rules[code] for code, check in taking.checks.items() if check.complete]
    _found_after_all(taking, seen)
    present = Suspicion.objects.select_for_update(of=("self",)).filter(rule__in=complete, present=True)
    if not taking.is_list:
        present = present.filter(
            items=None
        )  # what somebody else asked about is not gone because a run no longer finds it
    absent = [each for each in present.only("pk", "identity", "state", "money") if each.identity not in seen]
    plain = [each for each in absent if not each.money]
    for portion in _portions(plain):
        keys = [each.pk for each in portion]
        Suspicion.objects.filter(pk__in=keys).update(present=False, version=F("version") + 1)
        corrected = [each.pk for each in portion if each.state == State.CORRECTED]
        Suspicion.objects.filter(pk__in=corrected).update(verified_at=taking.now)
        taking.run.verified += len(corrected)
        for each in portion:
            act = Act.VERIFIED if each.state == State.CORRECTED else Act.GONE
            flow = in_backlog(each.state, False) - in_backlog(each.state, True)
            taking.step(each, act, each.state, each.state, flow)
    taking.run.gone = len(plain) - taking.run.verified
    _await_second(taking, [each for each in absent if each.money])
    _overtake(taking)


def _found_after_all(taking: _Taking, seen: set[str]) -> None:
    """What waited to be confirmed as gone and was found again waits no longer."""
    missed = Suspicion.objects.filter(agency=taking.run.agency, present=True).exclude(absence=None)
    again = [key for key, name in missed.values_list("pk", "identity") if name in seen]
    for portion in _portions(again):
        Suspicion.objects.filter(pk__in=portion).update(absence=None, version=F("version") + 1)


def _await_second(taking: _Taking, missed: Sequence[Suspicion]) -> None:
    """Suspicions about money are not gone because one person brought a run without them: a second person is asked."""
    if not missed:
        return
    run = taking.run
    absence = Absence.objects.create(
        agency=run.agency, run=run, count=len(missed), digest=digest(missed), brought_by=run.by
    )
    for portion in _portions(missed):
        keys = [each.pk for each in portion]
        Suspicion.objects.filter(pk__in=keys).update(absence=absence, version=F("version") + 1)
        for each in portion:
            taking.step(each, Act.MISSED, each.state, each.state, 0)


def _overtake(taking: _Taking) -> None:
    """A matter of which no suspicion is left is answered by this run."""
    waiting = Absence.objects.filter(agency=taking.run.agency, state=AbsenceState.WAITING)
    waiting.filter(suspicions=None).update(state=AbsenceState.OVERTAKEN)


def _portions(items: Iterable[T]) -> Iterator[list[T]]:
    stream = iter(items)
    while portion := list(islice(stream, _BATCH)):
        yield portion
