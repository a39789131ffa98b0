"""Who may call the views of coverage."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from server.access import views
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.coverage.declares import RECEIVE, REVIEW
from shebao.server.operations.coverage.models import ListedRow, PartnerList
from shebao.server.platform.people.models import User

VIEWS = {
    **views("coverage", VIEW_RECORDS, "lists"),
    **views("coverage", RECEIVE, "receive", whole=False),
    **views("coverage", VIEW_RECORDS, "list", "partner_list"),
    **views("coverage", VIEW_RECORDS, "gaps", "partner_list", whole=False),
    **views("coverage", REVIEW, "decide", "partner_list", whole=False),
    **views("coverage", RECEIVE, "measure", "partner_list", whole=False),
    **views("coverage", RECEIVE, "follow", "listed_row", whole=False),
}


def _list(organisation) -> PartnerList:
    return PartnerList.objects.filter(office=organisation).first() or PartnerList.objects.create(
        office=organisation, contract="civil_affairs", title="低保、特困人员名单", sender="民政", sequence=1, state="taken",
        month=date(2025, 3, 1), rows=1, sha256="0" * 64, at=timezone.now(), maker=User.objects.first(),
    )  # fmt: skip


def _row(organisation) -> ListedRow:
    found = _list(organisation)
    return found.listed.first() or ListedRow.objects.create(list=found, line_no=2, match="unknown", code="061")


OBJECTS = {
    "partner_list": lambda organisation: {"key": _list(organisation).pk},
    "listed_row": lambda organisation: {"row": _row(organisation).pk},
}
