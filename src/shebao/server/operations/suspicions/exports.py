"""Lists of suspicions as files, as workers make them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Max, Sum
from django.http import QueryDict
from django.utils import timezone

from shebao.server.operations.suspicions import listing
from shebao.server.operations.suspicions.declares import VIEW_SUSPICIONS
from shebao.server.operations.suspicions.models import Suspicion, SuspicionQuerySet
from shebao.server.operations.suspicions.states import OPEN, STANDINGS
from shebao.server.platform.exports.doing import Made, NotMade, export
from shebao.server.platform.people.models import User
from shebao.server.platform.web.exporting import csv_file

SUSPICIONS = "suspicions.list"
_HEADER = ("疑点编号", "程度", "检查", "题目", "责任", "对象", "涉及行数", "证据", "状态", "期限", "经办人", "办理机构")


def revision(person: User) -> str:
    """Changes with the suspicions within the person's scope, and with the day."""
    found = _scope(person).aggregate(Count("pk"), Sum("version"), Max("last_run"))
    return repr([sorted(found.items()), timezone.localdate()])


@export(SUSPICIONS, "导出疑点")
def suspicions(person: User | None, arguments: Mapping[str, Any]) -> Made:
    """The list as the filter lets it through; private values are masked here too."""
    if person is None or not person.has_permission(VIEW_SUSPICIONS):
        raise NotMade("没有查看疑点的权限，没有导出。")
    wanted = listing.filter_of(QueryDict(arguments["query"]))
    found = listing.narrowed(_scope(person), wanted, person, timezone.localdate()).shown()
    return Made("疑点.csv", "csv", csv_file(_HEADER, map(_row, found.iterator(2000))), personal=True)


def _scope(person: User) -> SuspicionQuerySet:
    found: SuspicionQuerySet = Suspicion.objects.in_scope(person, VIEW_SUSPICIONS)
    return found


def _row(each: Suspicion) -> tuple[Any, ...]:
    told = "；".join(f"{name} {value or '（空）'}" for name, value in each.evidence)
    return (
        each.identity, each.rule.get_severity_display(), each.rule.code, each.rule.title, each.rule.owner, each.subject,
        each.rows, told, STANDINGS[each.standing][0], each.due_on if each.state in OPEN else "",
        each.assignee or "", each.organisation,
    )  # fmt: skip
