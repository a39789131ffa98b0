"""Which years of accounts wait for whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse

from shebao.server.operations.personal_accounts.declares import REVIEW_ACCOUNTS
from shebao.server.operations.personal_accounts.models import AccountRun
from shebao.server.platform.inbox.work import SHOWN, Waiting, Work

if TYPE_CHECKING:
    from shebao.server.platform.people.models import User


def waiting(person: User, today: date) -> Waiting:
    """Years to review."""
    runs = AccountRun.objects.select_related("office").filter(state="review").order_by("at")
    scope = runs.in_scope(person, REVIEW_ACCOUNTS).exclude(maker=person)
    return Waiting(tuple(_work(each) for each in scope[:SHOWN]), (), 0)


def _work(each: AccountRun) -> Work:
    return Work(
        "复核个人账户年度记账", str(each), reverse("personal_accounts:runs"), each.at, None, str(each.office), ""
    )
