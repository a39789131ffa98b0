"""What waits for whom at the counter: restrictions of persons that somebody else asked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from shebao.server.operations.counter.models import Asked
from shebao.server.platform.access.declares import RESTRICT_PERSONS
from shebao.server.platform.inbox.work import SHOWN, Waiting, Work

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User


def waiting(person: User, today: date) -> Waiting:
    """Requests that somebody else made and this person may decide."""
    scope = Asked.objects.in_scope(person, RESTRICT_PERSONS).open().exclude(asked_by=person)
    listed = list(scope.select_related("asked_by").order_by("asked_at")[:SHOWN])
    more = max(scope.count() - SHOWN, 0) if len(listed) == SHOWN else 0
    return Waiting(tuple(_work(each) for each in listed), (), more)


def _work(asked: Asked) -> Work:
    what = f"个人编号 {asked.person}：{asked.get_tier_display() if asked.tier else '解除限制'}"
    return Work("确认受限人员", what, reverse("counter:restrictions"), asked.asked_at, note=f"{asked.asked_by} 提出")
