"""Cases in every state at the counter of the demo's city."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from shebao.fields.dates import Month, month_of
from shebao.operations.record.rows import SubjectKind
from shebao.server.operations.cases.doing import move, start
from shebao.server.operations.cases.machine import Move
from shebao.server.operations.cases.models import Case
from shebao.server.operations.records.models import Subject
from shebao.server.platform.people.demo import CITY_CENTRE, organisation, user
from shebao.services.listing import catalogue

if TYPE_CHECKING:
    from shebao.server.platform.organisations.models import Organisation

_JOIN = "SI-REG-005"
_EMPLOYERS = 8


def load() -> None:
    """Starts cases in every state at employers of the demo's city, unless that was done."""
    if Case.objects.filter(clerk=user("guiyuan")).exists():
        return
    employers = (
        Subject.objects.filter(kind=SubjectKind.EMPLOYER).order_by("id").values_list("id", flat=True)[:_EMPLOYERS]
    )
    with transaction.atomic():
        _cases(organisation(CITY_CENTRE), list(employers))


def _cases(office: Organisation, employers: list[int]) -> None:
    """Some joiners: waiting for review, returned, refused, done."""
    from shebao.fields.identifiers.identity import check_character

    service = catalogue().version(_JOIN, timezone.localdate())
    if service is None or not service.available:
        return
    clerk, reviewer = user("guiyuan"), user("yewufuhe")
    now = timezone.now() - timedelta(days=3)
    month: Month = month_of(timezone.localdate()).plus(1)
    for number in range(8):
        body = f"4299061998{number % 12 + 1:02d}15{910 + number}"
        texts = {
            "identity_number": body + check_character(body),
            "name": f"演示{'甲乙丙丁戊己庚辛'[number]}",
            "staff": "employee",
            "start": month.plus(-1).iso,
            "reason": "111",
        }
        case = _started(clerk, service, office, employers[number % len(employers)], texts, month, now)
        if case is not None:
            _moved(case, reviewer, number)


def _started(
    clerk: Any, service: Any, office: Organisation, employer: int, texts: dict[str, str], later: Month, now: Any
) -> Case | None:
    from shebao.server.operations.cases.doing import Refused

    for month in (texts["start"], later.iso):
        try:
            with transaction.atomic():
                return start(clerk, service, office, employer, texts | {"start": month}, now)
        except Refused:
            continue
    return None


def _moved(case: Case, reviewer: Any, number: int) -> None:
    seen = {"seen_state": case.state, "seen_version": str(case.version)}
    if number < 3:
        move(reviewer, case, Move.REVIEW, seen)
    elif number == 3:
        move(reviewer, case, Move.RETURN, seen | {"reason": "姓名与证件不一致，请核对证件后重新提交。"})
    elif number == 4:
        move(reviewer, case, Move.REFUSE, seen | {"reason": "用人单位书面说明未建立劳动关系。"})
