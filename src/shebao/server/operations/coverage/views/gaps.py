"""The work list of a list: who is behind a gap, what to do, what came of asking them. Each page is a look at those on it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from shebao.fields.codes import codes_of
from shebao.fields.identifiers import IdentifierError, division_name
from shebao.operations.coverage.comparing import ENTITIES
from shebao.operations.coverage.findings import Standing, kinds
from shebao.operations.coverage.hardship_lists import hardship_lists
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.coverage import doing
from shebao.server.operations.coverage.declares import RECEIVE
from shebao.server.operations.coverage.models import Gap, ListedRow, PartnerList, Visit
from shebao.server.operations.coverage.reading import measured
from shebao.server.platform.access.doing import WITHHELD, looker, masked
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

_OPEN = (Standing.GAP, Standing.OPEN)


@requires(VIEW_RECORDS)
@require_safe
def gaps(request: HttpRequest, key: int) -> HttpResponse:
    """Gaps of a kind, of a district where one is asked for; of who is restricted for the reader nothing."""
    scope = PartnerList.objects.in_scope(request.user, VIEW_RECORDS).select_related("office")
    found: PartnerList = get_object_or_404(scope, pk=min(key, 1 << 62))
    counts = {each.kind: each for each in measured(found)}
    kind, standing = request.GET.get("kind", ""), request.GET.get("standing", Standing.GAP.value)
    if kind not in counts or standing not in _OPEN:
        raise Http404("这份名单没有这一项")
    district = request.GET.get("district", "")[:6]
    rows = Gap.objects.filter(list=found, version=counts[kind].version, kind=kind, standing=standing)
    rows = rows.filter(district=district) if district else rows
    page = paginate(request, rows.select_related("row").order_by("row__line_no"), 50)
    people = [each.row for each in page.items]
    shown = _shown(request, found, people)
    closed = sum(seen["name"] == WITHHELD for seen in shown)
    visits = _last_visits(people)
    context = {
        "list": found,
        "label": kinds()[kind],
        "standing": standing,
        "page": page,
        "rows": [
            (each, seen, visits.get(each.row_id), _group(found, each.row), _district(each.district))
            for each, seen in zip(page.items, shown, strict=True)
            if seen["name"] != WITHHELD
        ],
        "closed": closed,
        "hardship": found.contract in hardship_lists(),
        "results": Visit.Result.choices,
        "may_follow": request.user.has_permission(RECEIVE),
    }
    return render(request, "coverage/gaps.html", context)


@requires(RECEIVE)
@require_POST
def follow(request: HttpRequest, row: uuid.UUID) -> HttpResponse:
    """Writes down what came of asking somebody."""
    scope = PartnerList.objects.in_scope(request.user, RECEIVE)
    found: ListedRow = get_object_or_404(
        ListedRow.objects.filter(list__in=scope).select_related("list__office"), pk=row
    )
    seen = masked(looker(request, RECEIVE, request.user.organisation), [found])[0]
    if seen["name"] == WITHHELD:
        raise Http404("没有这一行")
    try:
        doing.follow(request.user, found, request.POST.get("result", ""), request.POST.get("words", ""))
    except doing.CoverageRefused as refused:
        messages.error(request, f"{refused}。")
    else:
        messages.success(request, "跟进情况已登记。")
    back = reverse("coverage:gaps", args=[found.list_id])
    kind = request.POST.get("kind", "")
    return redirect(f"{back}?kind={kind}" if kind in kinds() else found.list.get_absolute_url())


def _shown(request: HttpRequest, found: PartnerList, rows: list[ListedRow]) -> list[dict[str, str]]:
    """Name and number of each row: of people masked, which is a look at them; an employer's are nobody's secret."""
    if found.contract == ENTITIES:
        return [{"name": row.name.open() if row.name else "", "number": row.code} for row in rows]
    return masked(looker(request, VIEW_RECORDS, request.user.organisation), rows)


def _group(found: PartnerList, row: ListedRow) -> str:
    """The category in words, or the employer's code."""
    return codes_of(["resident_category"])[row.code] if found.contract in hardship_lists() else row.code


def _district(code: str) -> str:
    try:
        return division_name(code) if code else ""
    except IdentifierError:
        return code


def _last_visits(rows: list[ListedRow]) -> dict[uuid.UUID, Visit]:
    """The last visit of each row; of somebody of the record the last of any list."""
    subjects = {row.subject_id: row.pk for row in rows if row.subject_id}
    own = Visit.objects.filter(row__in=rows) | Visit.objects.filter(row__subject_id__in=subjects)
    found: dict[uuid.UUID, Visit] = {}
    for visit in own.select_related("row", "by").order_by("at"):
        found[subjects.get(visit.row.subject_id, visit.row_id)] = visit
    return found
