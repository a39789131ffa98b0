"""One's own mistake of the same day taken back (当日误办撤销): by an act that names what it corrects, of somebody who had no hand in
the case, and only while nothing was built upon it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from shebao.operations.casework.states import State
from shebao.operations.handling import undoing as pure
from shebao.operations.record.acts import Act, Authority, AuthorityKind
from shebao.operations.record.changes import EffectsRefused
from shebao.operations.record.effects import Effect
from shebao.operations.record.rows import Table
from shebao.server.operations.cases.declares import SUPERVISE_CASES
from shebao.server.operations.cases.doing import notify, refused, step
from shebao.server.operations.cases.models import Case
from shebao.server.operations.owing.doing import with_owed
from shebao.server.operations.records.doing import AnotherAct, Order, Stale, alone, apply
from shebao.server.operations.records.models import Fact, Spell, Subject
from shebao.server.operations.records.reading import whole_record
from shebao.server.operations.supervision.declares import CASE_UNDONE
from shebao.server.operations.supervision.models import Undoing
from shebao.server.platform.decisions.log import record

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

_LONGEST = 1000


@transaction.atomic
def undo(person: User, case: Case, reason: str, now: datetime | None = None) -> Case:
    """Takes the decision of a case back. Raises Refused with the reason why not."""
    at = now or timezone.now()
    locked: Case = Case.objects.select_for_update(of=("self",)).select_related("office", "act").get(pk=case.pk)
    words = reason.replace("\x00", "").strip()[:_LONGEST]
    _refuse_unless(person, locked, words, at)
    alone(at)
    effects = _effects(locked)
    order = Order(
        Authority(AuthorityKind.CORRECTION, locked.number), by=person, corrects=locked.act_id, service=locked.service,
        service_version=locked.service_version, office=locked.office,
    )  # fmt: skip
    try:
        act = apply(order, with_owed(effects), at).act
    except (EffectsRefused, AnotherAct, Stale) as error:
        raise refused("record", str(error)) from error
    Undoing.objects.create(case=locked, act=act, by=person, at=at, reason=words)
    if State(locked.state) is State.DECIDED:
        locked.state, locked.act_by, locked.ended_at = State.DONE, None, at
        locked.version += 1
        locked.save()
    step(locked, person, at, "撤销当日误办", words)
    notify(locked, "undone", person, at, reason=words)
    record(person, CASE_UNDONE, locked, number=locked.number, corrects=locked.act_id)
    return locked


def may_undo(person: User, case: Case, today: datetime) -> bool:
    """Whether somebody may try: the rest is told when they do."""
    decided = case.decided_at is not None and timezone.localdate(case.decided_at) == timezone.localdate(today)
    allowed = person.has_permission_at(SUPERVISE_CASES, case.office) and person.pk not in _hands(case)
    return decided and allowed and not Undoing.objects.filter(case=case).exists()


def _refuse_unless(person: User, case: Case, words: str, at: datetime) -> None:
    if not person.has_permission_at(SUPERVISE_CASES, case.office):
        raise refused("not_permitted", "您不能撤销这个机构的办件")
    if Undoing.objects.filter(case=case).exists():
        raise refused("undone", "这件已经撤销过")
    if person.pk in _hands(case):
        raise refused("own_case", "自己办过的件由别的主管撤销")
    if case.act_id is None or case.decided_at is None:
        raise refused("not_decided", "这件还没有决定，不用撤销；要改的请退回")
    if timezone.localdate(case.decided_at) != timezone.localdate(at):
        raise refused("another_day", "只能撤销当天的误办；以前的请用更正事项办理")
    if not words:
        raise refused("missing", "请写明原因", "reason")


def _hands(case: Case) -> set[int]:
    return set(case.steps.values_list("by", flat=True))


def _effects(case: Case) -> list[Effect]:
    """What takes the act back from every record that it touched. Raises Refused where something was built upon it."""
    assert case.act is not None
    act = Act(case.act.pk, case.act.at, None, Authority(AuthorityKind.CASE, case.number))
    registered = set(Subject.objects.filter(act=act.id).values_list("id", flat=True))
    journal = case.act.effects
    facts = Fact.objects.filter(pk__in=journal.filter(table=Table.FACT).values("row"))
    spells = Spell.objects.filter(pk__in=journal.filter(table=Table.SPELL).values("row"))
    touched = {*registered, *facts.values_list("subject", flat=True), *spells.values_list("person", flat=True)}
    effects: list[Effect] = []
    for subject in sorted(touched):
        found = whole_record(subject)
        if found is None:
            continue
        if pure.built_upon(found, act, subject in registered):
            raise refused(
                "built_upon", f"编号 {subject} 的记录后来又有变更，不能直接撤销；请先处理后来的办件，或用更正事项办理"
            )
        effects += pure.undone(found, act)
    return effects
