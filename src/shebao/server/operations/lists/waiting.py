"""What of the staff lists waits for whom: to submit or mend, to review."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from shebao.server.operations.cases.declares import REVIEW_CASES, START_CASES
from shebao.server.operations.lists.models import StaffList
from shebao.server.operations.lists.states import State
from shebao.server.platform.inbox.work import SHOWN, Waiting, Work
from shebao.server.platform.people.reading import holders_of

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User


def waiting(person: User, today: date) -> Waiting:
    """Lists that wait for a person, and their own that wait for another."""
    lists = StaffList.objects.select_related("office").order_by("uploaded_at")
    mine: list[Work] = []
    more = 0
    if person.has_permission(START_CASES):
        own = lists.of_lines(person).filter(clerk=person, state__in=(State.HELD, State.READY))
        mine += [_work(each, "提交人员名册", "") for each in own[:SHOWN]]
        more += max(own.count() - SHOWN, 0) if len(mine) == SHOWN else 0
    if person.has_permission(REVIEW_CASES):
        scope = lists.in_scope(person, REVIEW_CASES).filter(state=State.REVIEW).exclude(clerk=person)
        shown = list(scope[:SHOWN])
        mine += [_work(each, "复核人员名册", "") for each in shown]
        more += max(scope.count() - SHOWN, 0) if len(shown) == SHOWN else 0
    others = list(lists.of_lines(person).filter(clerk=person, state=State.REVIEW)[:SHOWN])
    holders = holders_of(REVIEW_CASES, [each.office for each in others])
    return Waiting(tuple(mine), tuple(_work(each, "待复核", holders[each.office_id]) for each in others), more)


def _work(each: StaffList, task: str, holder: str) -> Work:
    return Work(task, str(each), each.get_absolute_url(), each.uploaded_at, each.due_on, str(each.office), holder)
