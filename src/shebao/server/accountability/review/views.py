"""Pages of the cycle: where a unit-year stands, what may be done, what is said about it; what is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from shebao.server.accountability.review import discussing
from shebao.server.accountability.review.course import course_of, reminders_of
from shebao.server.accountability.review.doing import Refused, check, perform
from shebao.server.accountability.review.machine import ACTION_LABELS, Action
from shebao.server.accountability.review.models import Rectification, Thread
from shebao.server.accountability.review.situations import takes_part
from shebao.server.accountability.review.tasks import publish
from shebao.server.accountability.unit_years.declares import APPROVE, EDIT_UNIT_YEAR, REVIEW, SUBMIT, VIEW_UNIT_YEAR
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.locking import Stale

_MENDING = frozenset(str(p) for p in (EDIT_UNIT_YEAR, SUBMIT))
_DEMANDING = frozenset(str(p) for p in (REVIEW, APPROVE, SUBMIT))


def _unit_year(request: HttpRequest, pk: int) -> UnitYear:
    """The unit-year in the person's scope. Raises Http404."""
    found: UnitYear = get_object_or_404(
        UnitYear.objects.in_scope(request.user, VIEW_UNIT_YEAR).select_related("organisation"), pk=pk
    )
    return found


def _page(request: HttpRequest, unit_year: UnitYear, status: int = 200, **more: Any) -> HttpResponse:
    context = {**course_of(unit_year, request.user), **more}
    return render(request, "review/course.html", context, status=status)


@requires(VIEW_UNIT_YEAR)
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a unit-year stands: state, deadline, steps, findings, comments, rectification."""
    unit_year = _unit_year(request, pk)
    return _page(request, unit_year, asked=_asked(unit_year, request.GET))


def _asked(unit_year: UnitYear, data: Mapping[str, str]) -> dict[str, str] | None:
    """What a new comment is to be about, where the address says it: ?cell=table:row:column or ?finding=key."""
    for about, caption in (("cell", discussing.cell_caption), ("finding", discussing.finding_caption)):
        anchor = data.get(about, "")
        if anchor:
            try:
                return {"about": about, "anchor": anchor, "caption": caption(unit_year, anchor)}
            except ValidationError:
                return None
    return None


@require_POST
def _act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Moves a unit-year on; what stands against it is said at its field."""
    unit_year = _unit_year(request, pk)
    if action not in set(Action):
        raise Http404("没有这个办理事项")
    try:
        if action == Action.PUBLISH:
            return _publish(request, unit_year)
        perform(unit_year, Action(action), request.user, request.POST)
    except Refused as refused:
        if refused.refusals[0].code == "not_permitted":
            raise PermissionDenied from None
        errors = {refusal.input: refusal.message for refusal in refused.refusals if refusal.input}
        reasons = [refusal.message for refusal in refused.refusals if not refusal.input]
        given = {"tried": action, "errors": errors, "reasons": reasons, "inputs": request.POST}
        return _page(request, unit_year, 409 if reasons else 422, **given)
    messages.success(request, f"已办理：{ACTION_LABELS[Action(action)]}。")
    return redirect("review:course", pk=pk)


def _publish(request: HttpRequest, unit_year: UnitYear) -> HttpResponse:
    """Lets the background compose, examine and publish. Raises Refused with what stands against it now."""
    check(unit_year, Action.PUBLISH, request.user, request.POST)
    publish.start(
        str(unit_year),
        arguments={
            "unit_year": unit_year.pk,
            "person": request.user.pk,
            "seen": {name: request.POST.get(name, "") for name in ("seen_state", "seen_revision")},
        },
        owner=request.user,
        url=f"/cycle/{unit_year.pk}/",
        lock=f"publish:{unit_year.pk}",
        once=f"publish:{unit_year.pk}",
    )
    messages.success(request, "已开始：正在生成各种格式的报告并逐一核验，通过后即公开。")
    return redirect("review:course", pk=unit_year.pk)


def _written(
    request: HttpRequest, unit_year: UnitYear, form: str, write: Callable[[], object], done: str
) -> HttpResponse:
    """What writing leads to: back to the page, or the page with what is wrong at its field."""
    try:
        write()
    except ValidationError as problem:
        errors = {field: " ".join(found) for field, found in problem.message_dict.items()}
        return _page(request, unit_year, 422, wrong=form, errors=errors, inputs=request.POST)
    except Stale:
        return _page(request, unit_year, 409, reasons=["这一条在您打开之后已被别人办理；下面是最新内容。"])
    messages.success(request, done)
    return redirect("review:course", pk=unit_year.pk)


def _participant(request: HttpRequest, unit_year: UnitYear) -> None:
    if not takes_part(request.user, unit_year.organisation):
        raise PermissionDenied


def _any_of(request: HttpRequest, unit_year: UnitYear, wanted: frozenset[str]) -> None:
    if not request.user.permissions_at(unit_year.organisation) & wanted:
        raise PermissionDenied


@require_POST
def _comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens a thread at a finding, a cell or the whole."""
    unit_year = _unit_year(request, pk)
    _participant(request, unit_year)
    post = request.POST
    return _written(
        request,
        unit_year,
        "comment",
        lambda: discussing.open_thread(
            unit_year, request.user, post.get("about", ""), post.get("anchor", "")[:200], post.get("text", "")
        ),
        "意见已发出。",
    )


@require_POST
def _thread(request: HttpRequest, pk: int, thread: int) -> HttpResponse:
    """Replies to a thread, resolves it or opens it again."""
    unit_year = _unit_year(request, pk)
    _participant(request, unit_year)
    found = get_object_or_404(Thread, pk=thread, unit_year=unit_year)
    writes: dict[str, tuple[Callable[[], object], str]] = {
        "reply": (lambda: discussing.reply(found, request.user, request.POST.get("text", "")), "已回复。"),
        "resolve": (lambda: discussing.resolve(found, request.user), "已标为解决。"),
        "reopen": (lambda: discussing.reopen(found), "已重新打开。"),
    }
    write, done = writes.get(request.POST.get("do", ""), writes["reply"])
    return _written(request, unit_year, f"thread-{found.pk}", write, done)


@require_POST
def _explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Writes why a warning stands."""
    unit_year = _unit_year(request, pk)
    _any_of(request, unit_year, _MENDING)
    key = request.POST.get("finding_key", "")
    return _written(
        request,
        unit_year,
        f"explain-{key}",
        lambda: discussing.explain(unit_year, request.user, key, request.POST.get("text", "")),
        "说明已保存。",
    )


@require_POST
def _demand(request: HttpRequest, pk: int) -> HttpResponse:
    """Adds to the rectification list."""
    unit_year = _unit_year(request, pk)
    _any_of(request, unit_year, _DEMANDING)
    return _written(
        request,
        unit_year,
        "demand",
        lambda: discussing.demand(unit_year, request.user, request.POST),
        "已列入整改清单。",
    )


@require_POST
def _settle(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """Says that an entry of the rectification list is done, or puts it back."""
    unit_year = _unit_year(request, pk)
    found = get_object_or_404(Rectification, pk=entry, unit_year=unit_year)
    version = request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    if request.POST.get("do") == "reopen":
        _any_of(request, unit_year, _DEMANDING)
        return _written(request, unit_year, "", lambda: discussing.unsettle(found, seen), "已退回整改。")
    if found.responsible_id != request.user.pk:
        _any_of(request, unit_year, _MENDING)
    evidence = request.POST.get("evidence", "")
    return _written(
        request,
        unit_year,
        f"settle-{found.pk}",
        lambda: discussing.settle(found, request.user, seen, evidence),
        "整改结果已登记。",
    )


act = requires(VIEW_UNIT_YEAR)(_act)
comment = requires(VIEW_UNIT_YEAR)(_comment)
thread = requires(VIEW_UNIT_YEAR)(_thread)
explain = requires(VIEW_UNIT_YEAR)(_explain)
demand = requires(VIEW_UNIT_YEAR)(_demand)
settle = requires(VIEW_UNIT_YEAR)(_settle)


@requires(VIEW_UNIT_YEAR)
def reminders(request: HttpRequest) -> HttpResponse:
    """What is due within days or overdue in the person's scope."""
    return render(request, "review/reminders.html", reminders_of(request.user, timezone.localdate()))
