"""A reviewed run becomes part of the record, and its month assessed: one act of what was computed, another of what changed since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from heapq import merge

from django.db import transaction
from django.utils import timezone

from shebao.fields.dates import month_of
from shebao.operations.contributions.assessing import Horizon
from shebao.operations.contributions.runs.running import effects_of
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.effects import LiabilityLifted, LiabilityStated, subject_of
from shebao.server.operations.contributions.models import MonthRun
from shebao.server.operations.contributions.states import FINAL, State
from shebao.server.operations.contributions.working import Work
from shebao.server.operations.owing.doing import assessed_singly, month_assessed
from shebao.server.operations.owing.models import AssessedMonth
from shebao.server.operations.owing.reading import horizon, touched
from shebao.server.operations.records.doing import Order, alone, apply, apply_rows
from shebao.server.operations.records.models import Act
from shebao.server.operations.records.reading import act_under


def settle(found: MonthRun, state: State, told: str, also: Callable[[], None] = lambda: None) -> None:
    """The run in its next state, unless somebody moved it meanwhile."""
    with transaction.atomic():
        locked = MonthRun.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if (locked.state, locked.version) != (found.state, found.version):
            found.told = "核定已由别人办理。"
            return
        also()
        found.state, found.version = state, found.version + 1
        found.told = (told or _told(found))[:1000]
        if state in FINAL:
            found.ended_at = timezone.now()
        found.save()


def write(found: MonthRun, tell: Callable[[int], None], now: datetime | None = None) -> None:
    """Writes a run that was reviewed and ends it. A process that died goes on where it was. Raises EffectsRefused, AnotherAct,
    Stale."""
    work = Work(found)
    up_to = _up_to(work)
    authority = _authority(found)
    found.act = act_under(authority) or _write(work, _order(found, authority), up_to, tell, now)
    with transaction.atomic():
        at = alone(now)
        _catch_up(found, up_to, now)
        assert found.frozen_at is not None
        month_assessed(found.place, work.month, found.frozen_at, found.act)
        settle(found, State.DONE, f"{_told(found)}，{timezone.localtime(at):%Y-%m-%d %H:%M} 写入")
    work.drop()


def _write(work: Work, order: Order, up_to: Horizon, tell: Callable[[int], None], now: datetime | None) -> Act:
    """What was computed, but for who changed otherwise: they are assessed as they are now."""
    singly = _changed_otherwise(work)

    def effects() -> Iterator[LiabilityStated | LiabilityLifted]:
        own = set(singly)
        computed = (one for one in effects_of(work.results(), work.month) if one.person not in own)
        yield from merge(computed, assessed_singly(singly, up_to), key=subject_of)

    return apply_rows(order, effects, now, tell=lambda what, count: tell(count) if what == "staged" else None).act


def _changed_otherwise(work: Work) -> list[int]:
    """Of whom something became known since it was frozen; or since the month before was, about earlier days, which computing this
    month does not see."""
    frozen, last = work.run.frozen_at, AssessedMonth.objects.filter(place=work.run.place).order_by("-act__at").first()
    assert frozen is not None
    found = set(touched(frozen))
    if last is not None:
        is_next = work.month > month_of(last.month)
        found |= set(touched(last.frozen_at, frozen, work.month.first_day if is_next else date.max))
    return sorted(found)


def _catch_up(found: MonthRun, up_to: Horizon, now: datetime | None) -> None:
    """Who changed while the run was written, with nobody writing beside."""
    assert found.frozen_at is not None
    effects = tuple(assessed_singly(touched(found.frozen_at), up_to))
    if effects:
        apply(_order(found, _authority(found, 1)), effects, now)


def _authority(found: MonthRun, number: int = 0) -> Authority:
    """What an act of a run rests on, in the words that bills and records show."""
    return Authority(AuthorityKind.RUN, f"应缴核定 {found.number}", number)


def _up_to(work: Work) -> Horizon:
    known = horizon()
    return Horizon(known.first, max(known.last, work.month)) if known else Horizon(work.month, work.month)


def _order(found: MonthRun, authority: Authority) -> Order:
    return Order(authority, by=found.maker, checked_by=found.checker, eyes=2, office=found.office)


def _told(found: MonthRun) -> str:
    against = f"，{found.rejected:,} 人次不能核定" if found.rejected else ""
    return f"核定 {found.rows:,} 人次{against}"
