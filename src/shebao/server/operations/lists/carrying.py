"""What is done to a list between people's moves: every row assessed, and what was reviewed written as one act."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeAlias

from django.db import transaction
from django.utils import timezone

from shebao.operations.handling.lists.assessing import Assessed, summary
from shebao.operations.handling.lists.rows import Row
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.changes import EffectsRefused
from shebao.operations.record.effects import Effect
from shebao.server.operations.lists.assessing import assessed, results_of, rows_of
from shebao.server.operations.lists.models import StaffList
from shebao.server.operations.lists.saving import Happened, keep_steps, save_all
from shebao.server.operations.lists.states import State
from shebao.server.operations.owing.doing import with_owed, with_owed_by_subject
from shebao.server.operations.records.doing import AnotherAct, Order, Stale, alone, apply, apply_rows
from shebao.server.operations.records.models import Act
from shebao.server.operations.records.reading import act_under, changed_since, known_up_to

Tell: TypeAlias = Callable[[int, int], None]
"""Hears how many rows are done, of how many."""

_MOST_TOLD = 20
_AT_ONCE = 50


class _Changed(Exception):
    """Some rows would change something else than what was reviewed; the message names them."""


@dataclass(frozen=True)
class Checked:
    """What the rows came to, and up to which instant of the record's clock."""

    judged: Sequence[Assessed]
    known: datetime


@dataclass(frozen=True)
class Settled:
    """The state that a list comes to, and what is told of it."""

    found: StaffList
    state: State
    told: str
    at: datetime


def quiet(done: int, total: int) -> None:
    """Tells nobody."""


def check(found: StaffList, tell: Tell = quiet, now: datetime | None = None) -> None:
    """Assesses every row on what is known now: the list is ready, or held by what stands against some rows."""
    judge(found, tell)
    settle_all([settled(found, now or timezone.now())])


def judge(found: StaffList, tell: Tell = quiet) -> Checked:
    """What every row comes to on what is known now, without writing it down."""
    known = known_up_to()
    judged, results = assessed(found, rows_of(found), tell)
    found.against = sum(bool(one.against) for one in results)
    found.good = len(results) - found.against
    found.keep("results", [[r.row, r.person, r.new, r.digest, list(r.against)] for r in results])
    found.summary = summary(judged)
    return Checked(judged, known)


def settled(found: StaffList, at: datetime) -> Settled:
    """The state of a list that was judged."""
    if found.against:
        return Settled(found, State.HELD, f"{found.good} 人可以办理，{found.against} 人不能办理", at)
    return Settled(found, State.READY, f"{found.good} 人都可以办理", at)


def write(found: StaffList, tell: Tell = quiet, now: datetime | None = None) -> bool:
    """Writes the rows that were reviewed as one act, on the effects that were reviewed and no others. Where that is not possible
    the list waits to be checked again; whether it was written."""
    done = carried(found, now, tell=tell)
    settle_all([done])
    return done.state is State.DONE


def carried(found: StaffList, now: datetime | None, checked: Checked | None = None, tell: Tell = quiet) -> Settled:
    """The act that a list comes to, which settles it, not written down with the list yet. `checked` is what this process found; it
    stands unless what is known of these persons has changed since."""
    authority, at = Authority(AuthorityKind.RUN, f"list-{found.number}"), now or timezone.now()
    try:
        found.act = act_under(authority) or _written(found, authority, tell, now, checked)
    except (_Changed, EffectsRefused, AnotherAct, Stale) as problem:
        found.reviewer = None
        return Settled(found, State.CHECKING, f"没有写入：{problem}"[:900], at)
    return Settled(found, State.DONE, f"已写入 {found.good} 人", at)


def settle(found: StaffList, state: State, told: str, now: datetime | None = None) -> None:
    """The list in its next state, unless somebody moved it meanwhile."""
    settle_all([Settled(found, state, told, now or timezone.now())])


def settle_all(each: Sequence[Settled]) -> None:
    """Lists in their next states, but for those that somebody moved meanwhile."""
    with transaction.atomic(savepoint=False):
        held = StaffList.objects.select_for_update().filter(pk__in=[one.found.pk for one in each]).order_by("pk")
        there = {key: (state, version) for key, state, version in held.values_list("pk", "state", "version")}
        mine = [one for one in each if there[one.found.pk] == (one.found.state, one.found.version)]
        for one in each:
            one.found.told = "名册已由别人办理。"
        for one in mine:
            one.found.state, one.found.told = one.state, one.told
            one.found.version += 1
            if one.state in (State.FAULTY, State.DONE):
                one.found.ended_at = one.at
        save_all([one.found for one in mine])
        keep_steps(Happened(one.found, None, one.at, one.state.label, one.told) for one in mine)


def _written(found: StaffList, authority: Authority, tell: Tell, now: datetime | None, checked: Checked | None) -> Act:
    """A short list is assessed and written while nobody else writes; a long one beside others, who are not kept waiting."""
    reviewed = {one.row: one.digest for one in results_of(found) if not one.against}
    rows = [row for row in rows_of(found) if row.number in reviewed]
    order = Order(
        authority, by=found.clerk, checked_by=found.reviewer, eyes=2, service=found.service,
        service_version=found.service_version, office=found.office,
    )  # fmt: skip
    assess = partial(_assessed_anew, found, rows, tell)
    if len(rows) > _AT_ONCE:
        return apply_rows(order, lambda: with_owed_by_subject(_effects(assess(), reviewed)), now).act
    with transaction.atomic():
        alone(now)
        judged = checked.judged if checked and _stands(found, checked) else assess()
        return apply(order, with_owed(_effects(judged, reviewed)), now).act


def _stands(found: StaffList, checked: Checked) -> bool:
    """Whether nothing has become otherwise known since about the persons or at the employer. While nobody else writes."""
    return not changed_since([one.person for one in checked.judged], found.employer, checked.known)


def _assessed_anew(found: StaffList, rows: Sequence[Row], tell: Tell) -> Sequence[Assessed]:
    return assessed(found, list(rows), lambda done, total: tell(done, 2 * total))[0]


def _effects(judged: Sequence[Assessed], reviewed: Mapping[int, str]) -> Iterator[Effect]:
    """What the rows come to, in the order of the persons. Raises _Changed where that is not what was reviewed."""
    digests = {one.number: one.digest for one in judged if one.number in reviewed}
    changed = [row for row, digest in reviewed.items() if digests.get(row) != digest]
    if changed:
        listed = "、".join(map(str, changed[:_MOST_TOLD]))
        raise _Changed(f"复核以后第 {listed} 行{'等' if len(changed) > _MOST_TOLD else ''}的记录已有变化，请重新核对")
    for one in sorted((one for one in judged if one.number in reviewed), key=lambda one: one.person):
        yield from one.outcome.effects
