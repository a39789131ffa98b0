"""Files as they came and went: the list, taking one in, bills made and sent, one file with its receipt."""

from __future__ import annotations

import io
import zipfile

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from shebao.operations.collection.files import BILLS
from shebao.operations.collection.modes import NotCollected
from shebao.operations.exchange import Delivery
from shebao.server.operations.cases.declares import VIEW_RECORDS
from shebao.server.operations.collection.billing import billed_until, make_bills
from shebao.server.operations.collection.declares import BILLS_MADE, COLLECT
from shebao.server.operations.collection.models import BillFile, File
from shebao.server.operations.collection.receiving import agreed, receive_file
from shebao.server.operations.collection.sending import delivery, send_bills
from shebao.server.operations.collection.views.payers import closed_among
from shebao.server.operations.suspicions import agreed_keys
from shebao.server.platform.decisions.log import record
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.web.access import requires
from shebao.server.platform.web.pages import paginate

LARGEST = 200_000_000
TAX = "税务"


@requires(VIEW_RECORDS)
@require_safe
def files(request: HttpRequest) -> HttpResponse:
    """Files in scope, the newest first; the forms to take one in and to send bills."""
    scope = File.objects.in_scope(request.user, VIEW_RECORDS).select_related("office", "by")
    sent = BillFile.objects.in_scope(request.user, VIEW_RECORDS).select_related("office", "by")
    context = {
        "page": paginate(request, scope, 30),
        "sent": sent[:12],
        "contracts": agreed().values(),
        "billed": billed_until(),
        "may_collect": request.user.has_permission(COLLECT),
    }
    return render(request, "collection/files.html", context)


@requires(COLLECT)
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Takes in a delivery: its header and its data."""
    office = own_office(request)
    header, data = request.FILES.get("header"), request.FILES.get("data")
    if header is None or data is None:
        messages.error(request, "请选择文件头（JSON）和数据（CSV）两个文件。")
        return redirect("collection:files")
    if (header.size or 0) + (data.size or 0) > LARGEST:
        messages.error(request, f"文件超过 {LARGEST // 1_000_000} MB；请发送方分几次发送。")
        return redirect("collection:files")
    came = Delivery(header.read(), data.read())
    found = receive_file(office, came, request.user, agreed_keys.of_senders())
    tell = messages.success if found.state == "accepted" else messages.error
    tell(request, f"{found}：{found.get_state_display()}，{found.rows} 行。")
    return redirect(found)


@requires(COLLECT)
@require_POST
def bill(request: HttpRequest) -> HttpResponse:
    """Makes the bills that are missing and puts those that were not sent yet into the next file for the tax authority."""
    office = own_office(request)
    try:
        made = make_bills()
    except NotCollected as problem:
        messages.error(request, f"{problem}。")
        return redirect("collection:files")
    record(request.user, BILLS_MADE, office, bills=made)
    sent = send_bills(office, TAX, request.user)
    if sent is None:
        messages.info(request, "没有新的或有变化的核定单。")
    else:
        messages.success(request, f"{sent}：{sent.rows} 户次，请下载后发给税务。")
    return redirect("collection:files")


@requires(COLLECT)
@require_safe
def download(request: HttpRequest, key: int) -> HttpResponse:
    """A file of bills with its header, signed with the secret agreed with the tax authority."""
    scope = BillFile.objects.in_scope(request.user, COLLECT).select_related("office")
    found: BillFile = get_object_or_404(scope, pk=key)
    secret = agreed_keys.of_senders().get(found.sender)
    if secret is None:
        messages.error(request, f"没有与“{found.sender}”约定的密钥：请管理员把它放进 SHEBAO_EXCHANGE_KEYS 的目录。")
        return redirect("collection:files")
    made = delivery(found, secret)
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{BILLS}-{found.sequence}.json", made.header)
        archive.writestr(f"{BILLS}-{found.sequence}.csv", made.data)
    response = HttpResponse(package.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{BILLS}-{found.sequence}.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@requires(VIEW_RECORDS)
@require_safe
def file(request: HttpRequest, key: int) -> HttpResponse:
    """A file: its receipt and its rows."""
    scope = File.objects.in_scope(request.user, VIEW_RECORDS).select_related("office", "by")
    found: File = get_object_or_404(scope, pk=key)
    rows = found.receipts.order_by("line_no") if found.contract == "tax_receipts" else found.entries.order_by("line_no")
    page = paginate(request, rows, 100)
    closed = closed_among(request, [row.payer for row in page.items if hasattr(row, "payer")])
    return render(request, "collection/file.html", {"file": found, "page": page, "closed": closed})


def own_office(request: HttpRequest) -> Organisation:
    """The office of who asks. Raises PermissionDenied where that is none they may collect for."""
    office = request.user.organisation
    if office is None or not request.user.has_permission_at(COLLECT, office):
        raise PermissionDenied("您所在的机构不是您可以办理征缴的机构。")
    found: Organisation = office
    return found


def of_key(key: int) -> int:
    """A key of an address that a table may have. Raises Http404."""
    if key >= 1 << 62:
        raise Http404("没有这个编号")
    return key
