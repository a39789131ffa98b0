"""The list of probable duplicates: numbers and reasons only; each is opened, and judged by people."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from shebao.server.operations.cases.declares import START_CASES, SUPERVISE_CASES, VIEW_RECORDS
from shebao.server.operations.counter import tasks
from shebao.server.operations.counter.doing import NotAsked, different
from shebao.server.operations.counter.models import Likeness
from shebao.server.operations.counter.reading import subject_key
from shebao.server.platform.access.restricting import barred
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

_A_PAGE, _LATELY = 50, 10


@requires(VIEW_RECORDS)
@require_safe
def alike(request: HttpRequest) -> HttpResponse:
    """Open pairs, most alike first; none of a person who is restricted for who asks, since the reasons tell about both."""
    page = paginate(request, Likeness.objects.filter(state=Likeness.State.OPEN), _A_PAGE)
    judged = Likeness.objects.filter(state=Likeness.State.DIFFERENT).select_related("judged_by").order_by("-judged_at")
    context = {
        "page": page,
        "pairs": _open_to(request, page.items),
        "judged": _open_to(request, judged[:_LATELY]),
        "may_judge": request.user.has_permission(START_CASES),
        "may_compare": request.user.has_permission(SUPERVISE_CASES),
    }
    return render(request, "counter/alike.html", context)


@requires(SUPERVISE_CASES)
@require_POST
def compare_all(request: HttpRequest) -> HttpResponse:
    """Has everybody compared in the background."""
    job = tasks.compare_all.start("全部参保人", arguments={}, owner=request.user, lock="alike", once="alike")
    messages.success(request, "已在后台比对；办完以后刷新这一页。")
    return redirect(job.url or "counter:alike")


@requires(START_CASES)
@require_POST
def judge(request: HttpRequest, key: int) -> HttpResponse:
    """People looked and found two persons. Who finds one has them merged by a case of two people."""
    found = get_object_or_404(Likeness, pk=key)
    if not _open_to(request, [found]):
        messages.error(request, "这两个编号里有受限的人，由专人核对。")
        return redirect("counter:alike")
    try:
        different(request.user, found, request.POST.get("words", ""))
    except NotAsked as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"已记下：{found} 不是同一人。")
    return redirect("counter:alike")


def _open_to(request: HttpRequest, pairs: Iterable[Likeness]) -> list[Likeness]:
    """Those of whose persons none is restricted for who asks."""
    listed = list(pairs)
    closed = barred(request.user, {subject_key(number) for one in listed for number in (one.first, one.second)})
    return [one for one in listed if not {subject_key(one.first), subject_key(one.second)} & closed.keys()]
