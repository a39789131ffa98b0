"""Documents kept with the unit-year."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shebao.server.accountability.unit_years.changes import NotEditable, changing
from shebao.server.accountability.unit_years.declares import EDIT_UNIT_YEAR, VIEW_UNIT_YEAR
from shebao.server.accountability.unit_years.models import Attachment
from shebao.server.accountability.unit_years.views.common import fetched, may, not_editable, page, posted
from shebao.server.platform.files.kinds import ATTACHMENTS, RefusedFile
from shebao.server.platform.files.store import download, store_upload
from shebao.server.platform.web.access import requires

_EDIT = EDIT_UNIT_YEAR


@requires(VIEW_UNIT_YEAR)
@require_http_methods(["GET", "POST"])
def documents(request: HttpRequest, pk: int) -> HttpResponse:
    """The documents; a new one is added here."""
    unit_year = fetched(request, pk)
    error = ""
    if request.method == "POST":
        if not may(request, unit_year, _EDIT):
            raise Http404
        file = request.FILES.get("file")
        try:
            if file is None:
                raise RefusedFile(_("请先选择文件。"))
            stored = store_upload(file, accepted=ATTACHMENTS, owner=request.user)
            _add(unit_year.pk, request, stored)
            return redirect("unit_years:documents", unit_year.pk)
        except RefusedFile as refused:
            error = str(refused)
        except NotEditable:
            return not_editable(request, unit_year)
    rows = Attachment.objects.filter(unit_year=unit_year).select_related("file", "added_by")
    return page(
        request, "documents", unit_year, "documents", {"rows": rows, "error": error}, status=400 if error else 200
    )


@transaction.atomic
def _add(unit_year_id: int, request: HttpRequest, stored: object) -> None:
    unit_year = changing(unit_year_id, request.user)
    title = posted(request, "title", 200) or stored.name[:200]  # type: ignore[attr-defined]
    note = posted(request, "note", 500)
    Attachment.objects.create(unit_year=unit_year, file=stored, title=title, note=note, added_by=request.user)


@requires(VIEW_UNIT_YEAR)
@require_GET
def document(request: HttpRequest, pk: int, document_id: int) -> HttpResponseBase:
    """The file of a document, served so that no browser runs it."""
    unit_year = fetched(request, pk)
    found = get_object_or_404(Attachment.objects.select_related("file"), unit_year=unit_year, pk=document_id)
    return download(found.file)


@requires(_EDIT)
@require_POST
def remove(request: HttpRequest, pk: int, document_id: int) -> HttpResponse:
    """Takes a document away; its file stays as long as the history points to it."""
    unit_year = fetched(request, pk, _EDIT)
    found = get_object_or_404(Attachment, unit_year=unit_year, pk=document_id)
    try:
        with transaction.atomic():
            changing(unit_year.pk, request.user)
            found.delete()
    except NotEditable:
        return not_editable(request, unit_year)
    messages.success(request, _("已移除。"))
    return redirect("unit_years:documents", unit_year.pk)
