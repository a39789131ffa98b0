"""What is checked afterwards: samples, promises; a mistake of today taken back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from shebao.server.operations.cases.declares import REVIEW_CASES, SUPERVISE_CASES
from shebao.server.operations.cases.doing import Refused
from shebao.server.operations.cases.showing import case_of
from shebao.server.operations.supervision import doing, reading
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate


@requires(SUPERVISE_CASES)
@require_POST
def undo(request: HttpRequest, number: str) -> HttpResponse:
    """Takes the decision of a case of today back."""
    case = case_of(request, number)
    try:
        done = doing.undo(request.user, case, request.POST.get("reason", ""))
    except Refused as error:
        messages.error(request, f"没有撤销：{error}。")
        return redirect(case)
    messages.success(request, f"已撤销 {done.number}，记录恢复到办理以前。")
    return redirect(done)


@requires(REVIEW_CASES)
@require_safe
def samples(request: HttpRequest) -> HttpResponse:
    """Samples that are to be checked."""
    found = reading.samples_due(request.user)
    return render(
        request, "supervision/samples.html", {"page": paginate(request, found, 50), "today": timezone.localdate()}
    )


@requires(REVIEW_CASES)
@require_POST
def check_sample(request: HttpRequest, key: int) -> HttpResponse:
    """Says whether a drawn case was decided rightly."""
    sample = get_object_or_404(reading.samples_in_scope(request.user), pk=key)
    try:
        done = doing.check_sample(request.user, sample, request.POST.get("right") == "1", request.POST.get("words", ""))
    except Refused as error:
        messages.error(request, f"{error}。")
    else:
        messages.success(request, f"已抽查 {done.case.number}：{'无误' if done.right else '有误，请按更正事项办理'}。")
    return redirect("supervision:samples")


@requires(REVIEW_CASES)
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """Promises that are to be checked, the most pressing first."""
    found = reading.promises_due(request.user)
    return render(
        request, "supervision/promises.html", {"page": paginate(request, found, 50), "today": timezone.localdate()}
    )


@requires(REVIEW_CASES)
@require_POST
def check_promise(request: HttpRequest, key: int) -> HttpResponse:
    """Says whether a promise was true."""
    promise = get_object_or_404(reading.promises_in_scope(request.user), pk=key)
    try:
        done = doing.check_promise(
            request.user, promise, request.POST.get("kept") == "1", request.POST.get("words", "")
        )
    except Refused as error:
        messages.error(request, f"{error}。")
    else:
        messages.success(request, f"已核查：{done.material}，{'属实' if done.kept else '不实，今后不再适用告知承诺'}。")
    return redirect("supervision:promises")


@requires(SUPERVISE_CASES)
@require_POST
def restore(request: HttpRequest, key: int) -> HttpResponse:
    """Whoever broke a promise may promise again."""
    promise = get_object_or_404(reading.broken_promises(request.user), pk=key)
    try:
        doing.restore(request.user, promise, request.POST.get("ground", ""))
    except Refused as error:
        messages.error(request, f"{error}。")
    else:
        messages.success(request, f"已修复：{promise.case.number} 的申请人今后可以适用告知承诺。")
    return redirect("supervision:board")
