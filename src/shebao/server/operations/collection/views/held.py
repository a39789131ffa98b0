"""Money that nobody owes: what it is, refunds proposed and decided."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.collection import reading
from shebao.server.operations.collection.declares import COLLECT, REVIEW_REFUNDS
from shebao.server.operations.collection.models import Receipt, Refund
from shebao.server.operations.collection.refunding import RefundRefused, propose
from shebao.server.operations.collection.refunding import decide as decide_refund
from shebao.server.operations.collection.views.files import of_key, own_office
from shebao.server.operations.collection.views.payers import closed_among
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate


@requires(VIEW_RECORDS)
@require_safe
def held(request: HttpRequest) -> HttpResponse:
    """Everything that is held, and refunds in scope."""
    page = paginate(request, reading.held(), 50)
    numbers = dict(Receipt.objects.filter(pk__in=[each.receipt for each in page.items]).values_list("pk", "number"))
    closed = closed_among(request, [each.owing.payer for each in page.items])
    refunds = Refund.objects.in_scope(request.user, VIEW_RECORDS).select_related(
        "receipt", "maker", "checker", "office"
    )
    context = {
        "page": page,
        "rows": [(each, numbers.get(each.receipt, "")) for each in page.items if each.owing.payer not in closed],
        "closed": bool(closed),
        "refunds": refunds[:50],
        "may_propose": request.user.has_permission(COLLECT),
        "may_decide": request.user.has_permission(REVIEW_REFUNDS),
    }
    return render(request, "collection/held.html", context)


@requires(COLLECT)
@require_POST
def refund(request: HttpRequest, key: int) -> HttpResponse:
    """Proposes to give money of a receipt back."""
    office = own_office(request)
    receipt = get_object_or_404(Receipt, pk=of_key(key))
    try:
        propose(request.user, office, receipt, request.POST.get("reason", ""))
    except RefundRefused as refused:
        messages.error(request, f"{refused}。")
    else:
        messages.success(request, f"单据 {receipt} 的退费已提出，由别人复核。")
    return redirect("collection:held")


@requires(REVIEW_REFUNDS)
@require_POST
def decide(request: HttpRequest, key: int) -> HttpResponse:
    """Approves or refuses a refund."""
    found: Refund = get_object_or_404(Refund.objects.in_scope(request.user, REVIEW_REFUNDS), pk=of_key(key))
    try:
        done = decide_refund(request.user, found, request.POST.get("answer") == "approve")
    except RefundRefused as refused:
        messages.error(request, f"{refused}。")
    else:
        messages.success(request, f"{done}：{done.get_state_display()}。")
    return redirect("collection:held")
