"""Which runs wait for whom: to review; and those of one's own that wait for another."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from shebao.server.operations.contributions.declares import REVIEW_ASSESSMENTS
from shebao.server.operations.contributions.models import MonthRun
from shebao.server.operations.contributions.states import State
from shebao.server.platform.inbox.work import SHOWN, Waiting, Work
from shebao.server.platform.people.reading import holders_of

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User


def waiting(person: User, today: date) -> Waiting:
    """Runs that wait for a person, and their own that wait for another."""
    runs = MonthRun.objects.select_related("office").filter(state=State.REVIEW).order_by("started_at")
    mine: list[Work] = []
    if person.has_permission(REVIEW_ASSESSMENTS):
        scope = runs.in_scope(person, REVIEW_ASSESSMENTS).exclude(maker=person)
        mine = [_work(each, "复核应缴核定", "") for each in scope[:SHOWN]]
    others = list(runs.filter(maker=person)[:SHOWN])
    holders = holders_of(REVIEW_ASSESSMENTS, [each.office for each in others])
    return Waiting(tuple(mine), tuple(_work(each, "待复核", holders[each.office_id]) for each in others), 0)


def _work(each: MonthRun, task: str, holder: str) -> Work:
    return Work(task, str(each), each.get_absolute_url(), each.started_at, None, str(each.office), holder)
