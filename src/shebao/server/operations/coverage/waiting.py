"""Which lists wait for whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from shebao.server.operations.coverage.declares import REVIEW
from shebao.server.operations.coverage.models import PartnerList
from shebao.server.platform.inbox.work import SHOWN, Waiting, Work
from shebao.server.platform.people.reading import holders_of

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User


def waiting(person: User, today: date) -> Waiting:
    """Lists to confirm, and one's own that wait for another."""
    lists = PartnerList.objects.select_related("office").filter(state="review").order_by("at")
    mine: list[Work] = []
    if person.has_permission(REVIEW):
        scope = lists.in_scope(person, REVIEW).exclude(maker=person)
        mine = [_work(each, "确认困难群体名单", "") for each in scope[:SHOWN]]
    others = list(lists.filter(maker=person)[:SHOWN])
    holders = holders_of(REVIEW, [each.office for each in others])
    return Waiting(tuple(mine), tuple(_work(each, "待确认", holders[each.office_id]) for each in others), 0)


def _work(each: PartnerList, task: str, holder: str) -> Work:
    return Work(task, str(each), each.get_absolute_url(), each.at, None, str(each.office), holder)
