"""Which refunds wait for whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from shebao.server.operations.collection.declares import REVIEW_REFUNDS
from shebao.server.operations.collection.models import Refund
from shebao.server.platform.inbox.work import SHOWN, Waiting, Work
from shebao.server.platform.people.reading import holders_of

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User


def waiting(person: User, today: date) -> Waiting:
    """Refunds to review, and one's own that wait for another."""
    refunds = Refund.objects.select_related("office", "receipt").filter(state="proposed").order_by("at")
    mine: list[Work] = []
    if person.has_permission(REVIEW_REFUNDS):
        scope = refunds.in_scope(person, REVIEW_REFUNDS).exclude(maker=person)
        mine = [_work(each, "复核退费", "") for each in scope[:SHOWN]]
    others = list(refunds.filter(maker=person)[:SHOWN])
    holders = holders_of(REVIEW_REFUNDS, [each.office for each in others])
    return Waiting(tuple(mine), tuple(_work(each, "待复核", holders[each.office_id]) for each in others), 0)


def _work(each: Refund, task: str, holder: str) -> Work:
    return Work(task, str(each), reverse("collection:held"), each.at, None, str(each.office), holder)
