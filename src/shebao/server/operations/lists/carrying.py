"""What is done to a list between people's moves: every row assessed, and what was reviewed written as one act."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TypeAlias

from django.db import transaction
from django.utils import timezone

from shebao.operations.handling.lists.assessing import summary
from shebao.operations.handling.lists.rows import Row
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.changes import EffectsRefused
from shebao.operations.record.effects import Effect
from shebao.server.operations.lists.assessing import assessed, results_of, rows_of
from shebao.server.operations.lists.models import StaffList
from shebao.server.operations.lists.moving import step
from shebao.server.operations.lists.states import State
from shebao.server.operations.owing.doing import with_owed, with_owed_by_subject
from shebao.server.operations.records.doing import AnotherAct, Order, Stale, alone, apply, apply_rows
from shebao.server.operations.records.models import Act
from shebao.server.operations.records.reading import act_under

Tell: TypeAlias = Callable[[int, int], None]
"""Hears how many rows are done, of how many."""

_MOST_TOLD = 20
_AT_ONCE = 50


class _Changed(Exception):
    """Some rows would change something else than what was reviewed; the message names them."""


def quiet(done: int, total: int) -> None:
    """Tells nobody."""


def check(found: StaffList, tell: Tell = quiet, now: datetime | None = None) -> None:
    """Assesses every row on what is known now: the list is ready, or held by what stands against some rows."""
    judged, results = assessed(found, rows_of(found), tell)
    found.against = sum(bool(one.against) for one in results)
    found.good = len(results) - found.against
    found.keep("results", [[r.row, r.person, r.new, r.digest, list(r.against)] for r in results])
    found.summary = summary(judged)
    if found.against:
        settle(found, State.HELD, f"{found.good} 人可以办理，{found.against} 人不能办理", now)
    else:
        settle(found, State.READY, f"{found.good} 人都可以办理", now)


def write(found: StaffList, tell: Tell = quiet, now: datetime | None = None) -> bool:
    """Writes the rows that were reviewed as one act, on the effects that were reviewed and no others. Where that is not possible
    the list waits to be checked again; whether it was written."""
    authority = Authority(AuthorityKind.RUN, f"list-{found.number}")
    try:
        act = act_under(authority) or _written(found, authority, tell, now)
    except (_Changed, EffectsRefused, AnotherAct, Stale) as problem:
        found.reviewer = None
        settle(found, State.CHECKING, f"没有写入：{problem}"[:900], now)
        return False
    found.act = act
    settle(found, State.DONE, f"已写入 {found.good} 人", now)
    return True


def settle(found: StaffList, state: State, told: str, now: datetime | None = None) -> None:
    """The list in its next state, unless somebody moved it meanwhile."""
    at = now or timezone.now()
    with transaction.atomic(savepoint=False):
        locked = StaffList.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if (locked.state, locked.version) != (found.state, found.version):
            found.told = "名册已由别人办理。"
            return
        found.state, found.told = state, told
        found.version += 1
        if state in (State.FAULTY, State.DONE):
            found.ended_at = at
        found.save()
        step(found, None, at, state.label, told)


def _written(found: StaffList, authority: Authority, tell: Tell, now: datetime | None) -> Act:
    """A short list is assessed and written while nobody else writes; a long one beside others, who are not kept waiting."""
    reviewed = {one.row: one.digest for one in results_of(found) if not one.against}
    rows = [row for row in rows_of(found) if row.number in reviewed]
    order = Order(
        authority, by=found.clerk, checked_by=found.reviewer, eyes=2, service=found.service,
        service_version=found.service_version, office=found.office,
    )  # fmt: skip
    wanted = partial(_effects, found, rows, reviewed, tell)
    if len(rows) > _AT_ONCE:
        return apply_rows(order, lambda: with_owed_by_subject(wanted()), now).act
    with transaction.atomic():
        alone(now)
        return apply(order, with_owed(wanted()), now).act


def _effects(found: StaffList, rows: Sequence[Row], reviewed: Mapping[int, str], tell: Tell) -> Iterator[Effect]:
    """What the rows come to now, in the order of the persons. Raises _Changed where that is not what was reviewed."""
    judged, _ = assessed(found, list(rows), lambda done, total: tell(done, 2 * total))
    digests = {one.number: one.digest for one in judged}
    changed = [row for row, digest in reviewed.items() if digests.get(row) != digest]
    if changed:
        listed = "、".join(map(str, changed[:_MOST_TOLD]))
        raise _Changed(f"复核以后第 {listed} 行{'等' if len(changed) > _MOST_TOLD else ''}的记录已有变化，请重新核对")
    for one in sorted(judged, key=lambda one: one.person):
        yield from one.outcome.effects
