"""Who may call the views of personal accounts."""

from __future__ import annotations

from django.utils import timezone

from server.access import views
from server.operations.conftest import registered
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.personal_accounts.declares import CLOSE_ACCOUNTS, REVIEW_ACCOUNTS
from shebao.server.operations.personal_accounts.models import AccountRun, AccountYear
from shebao.server.operations.records.models import Subject
from shebao.server.platform.people.models import User

VIEWS = {
    **views("personal_accounts", VIEW_RECORDS, "runs"),
    **views("personal_accounts", CLOSE_ACCOUNTS, "propose", whole=False),
    **views("personal_accounts", REVIEW_ACCOUNTS, "decide", "account_run", whole=False),
    **views("personal_accounts", VIEW_RECORDS, "account", "account_holder", whole=False, agency_wide=True),
    **views("personal_accounts", VIEW_RECORDS, "statement", "account_year", whole=False, agency_wide=True),
}


def _run(organisation):
    found = AccountRun.objects.filter(office=organisation).first() or AccountRun.objects.create(
        line="annuity", place="420100", year=1990 + organisation.pk % 100, office=organisation, state="review",
        maker=User.objects.first(), at=timezone.now(),
    )  # fmt: skip
    return {"key": found.pk}


def _person() -> int:
    known = Subject.objects.filter(kind="person").order_by("id").values_list("id", flat=True).first()
    return known or registered({"name": "甲某"})


def _year(_organisation):
    person = _person()
    amounts = dict.fromkeys(("opening", "interest", "transfer_in", "transfer_out", "paid_out", "adjusted", "base"), 0)
    AccountYear.objects.get_or_create(
        person=person, line="annuity", year=2024, version=1,
        defaults={**amounts, "credited": 5, "closing": 5, "months": 1, "at": timezone.now()},
    )  # fmt: skip
    return {"number": person, "year": 2024}


OBJECTS = {
    "account_run": _run,
    "account_holder": lambda organisation: {"number": _person()},
    "account_year": _year,
}
