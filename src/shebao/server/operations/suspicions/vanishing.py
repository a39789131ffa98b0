"""The second person about suspicions of money that a run found no more: gone (or a correction verified), or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from shebao.server.operations.suspicions.declares import ABSENCE_CHECKED, CHECK_RULINGS
from shebao.server.operations.suspicions.doing import Refused
from shebao.server.operations.suspicions.machine import LONGEST_REASON, Act
from shebao.server.operations.suspicions.models import Absence, Step, Suspicion
from shebao.server.operations.suspicions.states import ABSENCE_WORDS, AbsenceState, State, in_backlog
from shebao.server.platform.decisions.log import record
from shebao.workflow import Refusal

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User

_BATCH = 2000


@transaction.atomic
def confirm(person: User, absence: Absence, gone: bool, words: str, at: datetime | None = None) -> Absence:
    """Agrees that they are gone, or says that they are not. Raises Refused with the reason against it."""
    locked = Absence.objects.select_for_update(of=("self",)).select_related("agency", "run").get(pk=absence.pk)
    reason = words.replace("\x00", "").strip()
    against = refusal(person, locked)
    if against is None and not reason:
        against = Refusal("missing", "请写明怎样核实的（查了哪些凭证、系统）", "reason")
    if against is None and len(reason) > LONGEST_REASON:
        against = Refusal("too_long", f"最多 {LONGEST_REASON} 字", "reason")
    if against is not None:
        raise Refused([against])
    now = at or timezone.now()
    locked.state = AbsenceState.APPROVED if gone else AbsenceState.REJECTED
    locked.checked_by, locked.checked_at, locked.words = person, now, reason
    locked.save(update_fields=["state", "checked_by", "checked_at", "words"])
    about = list(locked.suspicions.select_for_update(of=("self",)).filter(present=True).order_by("pk"))
    for start in range(0, len(about), _BATCH):
        _write(locked, about[start : start + _BATCH], gone, now)
    how = "确认消除" if gone else "不予消除"
    record(person, ABSENCE_CHECKED, locked, how=how, count=len(about), sha256=locked.digest)
    return locked


def refusal(person: User, absence: Absence) -> Refusal | None:
    """Why a person may not answer it now; None where they may."""
    if not person.has_permission_at(CHECK_RULINGS, absence.agency):
        return Refusal("not_permitted", "您没有复核疑点处理决定的权限")
    if absence.state != AbsenceState.WAITING:
        return Refusal("state", f"这件事现在是“{ABSENCE_WORDS[AbsenceState(absence.state)][0]}”，不能再办理")
    if absence.brought_by_id == person.pk:
        return Refusal("own", "这次核查结果是您导入的，要由另一人确认")
    return None


def _write(absence: Absence, about: Sequence[Suspicion], gone: bool, now: datetime) -> None:
    rows = Suspicion.objects.filter(pk__in=[each.pk for each in about])
    if gone:
        rows.filter(state=State.CORRECTED).update(verified_at=now)
        rows.update(present=False, version=F("version") + 1)
    else:
        rows.update(absence=None, version=F("version") + 1)
    Step.objects.bulk_create(
        Step(
            suspicion=each,
            act=_act(each, gone),
            source=each.state,
            target=each.state,
            flow=in_backlog(each.state, False) - in_backlog(each.state, True) if gone else 0,
            person=absence.checked_by,
            run=absence.run,
            at=now,
            words=absence.words,
        )
        for each in about
    )


def _act(suspicion: Suspicion, gone: bool) -> Act:
    if not gone:
        return Act.KEPT
    return Act.VERIFIED if suspicion.state == State.CORRECTED else Act.GONE
