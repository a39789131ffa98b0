"""Background work of staff lists: checked row by row, written as one act."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.db import transaction
from django.utils import timezone

from shebao import bounded
from shebao.bounded import prepare
from shebao.fields.problem import Problem, ProblemsFound
from shebao.operations.handling.lists.apart import read_apart, work
from shebao.operations.handling.lists.assessing import summary
from shebao.operations.record.acts import Authority, AuthorityKind
from shebao.operations.record.changes import EffectsRefused
from shebao.operations.record.effects import Effect
from shebao.server.operations.lists.assessing import assessed, results_of, rows_of
from shebao.server.operations.lists.doing import check_later, step
from shebao.server.operations.lists.models import StaffList
from shebao.server.operations.lists.states import State
from shebao.server.operations.owing.doing import with_owed_by_subject
from shebao.server.operations.records.doing import AnotherAct, Order, Stale, apply_rows
from shebao.server.operations.records.models import Act
from shebao.server.operations.records.reading import act_under
from shebao.server.platform.files.models import StoredFile
from shebao.server.platform.files.store import content_path, discard
from shebao.server.platform.jobs.background import Run, background

_MOST_TOLD = 20


class _Changed(Exception):
    """Some rows would change something else than what was reviewed; the message names them."""


@background("lists.check", "核对人员名册", prepare=partial(prepare, work))
def check(run: Run, number: str, file: str) -> str:
    """Reads the file where it is not read yet, and assesses every row on what is known now."""
    found = StaffList.objects.select_related("office").get(number=number)
    stored = StoredFile.objects.filter(pk=file).first() if file else None
    if found.state != State.CHECKING:
        return "名册已不在核对。"
    if stored is not None and not found.rows:
        _read(found, stored)
    if found.problem_count:
        _settle(found, State.FAULTY, f"文件有 {found.problem_count} 处错误，没有受理；改好后重新上传")
    elif not found.rows:
        _settle(found, State.FAULTY, "文件已不在，没有核对；请重新上传")
    else:
        _assess(run, found)
    if stored is not None:
        discard(stored)
    return found.told


@background("lists.apply", "写入人员名册")
def apply(run: Run, number: str) -> str:
    """Writes the rows that were reviewed as one act, on the effects that were reviewed and no others."""
    found = StaffList.objects.select_related("office", "clerk", "reviewer").get(number=number)
    if found.state != State.APPLYING:
        return "名册不在写入。"
    authority = Authority(AuthorityKind.RUN, f"list-{found.number}")
    act = act_under(authority)
    try:
        act = act or _write(run, found, authority)
    except (_Changed, EffectsRefused, AnotherAct, Stale) as problem:
        found.reviewer = None
        _settle(found, State.CHECKING, f"没有写入：{problem}"[:900])
        check_later(found)
        return found.told
    found.act = act
    _settle(found, State.DONE, f"已写入 {found.good} 人")
    return found.told


def _read(found: StaffList, stored: StoredFile) -> None:
    try:
        listed = read_apart(content_path(stored), stored.name, found.service, found.declared.since)
    except ProblemsFound as refused:
        found.problem_count = refused.total
        found.keep("problems", [_plain(one) for one in refused.problems])
    except bounded.Stopped:
        found.problem_count = 1
        told = Problem("unreadable", "文件太大或已损坏，没有读完", "请分成几个文件，或另存为 CSV 后再上传")
        found.keep("problems", [_plain(told)])
    else:
        found.rows, found.unused = len(listed.rows), list(listed.unused)
        found.keep("content", [[row.number, row.texts] for row in listed.rows])


def _plain(one: Problem) -> list[object]:
    return [one.place.row, one.field, one.value, one.words]


def _assess(run: Run, found: StaffList) -> None:
    judged, results = assessed(found, rows_of(found), lambda done, total: run.step(done, total, "核对各行"))
    found.against = sum(bool(one.against) for one in results)
    found.good = len(results) - found.against
    found.keep("results", [[r.row, r.person, r.new, r.digest, list(r.against)] for r in results])
    found.summary = summary(judged)
    if found.against:
        _settle(found, State.HELD, f"{found.good} 人可以办理，{found.against} 人不能办理")
    else:
        _settle(found, State.READY, f"{found.good} 人都可以办理")


def _write(run: Run, found: StaffList, authority: Authority) -> Act:
    reviewed = {one.row: one.digest for one in results_of(found) if not one.against}
    rows = [row for row in rows_of(found) if row.number in reviewed]

    def wanted() -> Iterator[Effect]:
        judged, _ = assessed(found, rows, lambda done, total: run.step(done, 2 * total, "核对各行"))
        digests = {one.number: one.digest for one in judged}
        changed = [row for row, digest in reviewed.items() if digests.get(row) != digest]
        if changed:
            listed = "、".join(map(str, changed[:_MOST_TOLD]))
            raise _Changed(
                f"复核以后第 {listed} 行{'等' if len(changed) > _MOST_TOLD else ''}的记录已有变化，请重新核对"
            )
        for one in sorted(judged, key=lambda one: one.person):
            yield from one.outcome.effects

    order = Order(
        authority, by=found.clerk, checked_by=found.reviewer, eyes=2, service=found.service,
        service_version=found.service_version, office=found.office,
    )  # fmt: skip
    return apply_rows(order, lambda: with_owed_by_subject(wanted()), tell=lambda what, count: None).act


def _settle(found: StaffList, state: State, told: str) -> None:
    """The list in its next state, unless somebody moved it meanwhile."""
    now = timezone.now()
    with transaction.atomic():
        locked = StaffList.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if (locked.state, locked.version) != (found.state, found.version):
            found.told = "名册已由别人办理。"
            return
        found.state, found.told = state, told
        found.version += 1
        if state in (State.FAULTY, State.DONE):
            found.ended_at = now
        found.save()
        step(found, None, now, state.label, told)
