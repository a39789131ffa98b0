"""The first page: drop files in."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from shebao.server.accountability.examination import uploading
from shebao.server.accountability.examination.access import own_batches, owned_batch
from shebao.server.accountability.examination.limits import MEGABYTE, limits
from shebao.server.accountability.examination.models import Batch
from shebao.server.accountability.examination.summary import with_progress
from shebao.server.accountability.examination.uploading import Taken, TooMuch
from shebao.server.platform.files.kinds import LARGEST_UPLOAD
from shebao.server.platform.web.access import public
from shebao.server.platform.web.pages import paginate

_RECENT = 20


@public
def upload(request: HttpRequest) -> HttpResponse:
    """The upload form and one's own batches; POST audits the files."""
    if request.method != "POST":
        return _page(request, [])
    try:
        taken = _taken(request)
    except TooMuch as problem:
        return _refused(request, [str(problem)])
    if all(file.stored is None for file in taken):
        return _refused(request, [f"{file.name}：{file.problem}" for file in taken])
    batch = uploading.start_batch(request, taken)
    return _accepted(request, batch, taken)


@public
def add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """POST: more files for a batch of one's own."""
    batch = owned_batch(request, pk)
    try:
        taken = _taken(request, batch)
    except TooMuch as problem:
        return _refused(request, [str(problem)])
    uploading.add_to_batch(batch, taken)
    return _accepted(request, batch, taken)


def _taken(request: HttpRequest, batch: Batch | None = None) -> list[Taken]:
    files = request.FILES.getlist("files")
    uploading.check_amount(request, files, batch)
    return uploading.take(request, files)


def _accepted(request: HttpRequest, batch: Batch, taken: Sequence[Taken]) -> HttpResponse:
    only = batch.examinations.first() if batch.examinations.count() == 1 else None
    url = only.get_absolute_url() if only else batch.get_absolute_url()
    if _for_script(request):
        refused = [f"{file.name}：{file.problem}" for file in taken if file.stored is None]
        return JsonResponse({"url": url, "add": reverse("examination:add", args=[batch.pk]), "refused": refused})
    return redirect(url)


def _refused(request: HttpRequest, problems: Sequence[str]) -> HttpResponse:
    if _for_script(request):
        return JsonResponse({"problems": list(problems)}, status=422)
    return _page(request, problems, status=422)


def _for_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _page(request: HttpRequest, problems: Sequence[str], status: int = 200) -> HttpResponse:
    bounds = limits()
    context = {
        "problems": problems,
        "batches": paginate(request, with_progress(own_batches(request)), _RECENT),
        "limits": bounds,
        "largest": LARGEST_UPLOAD,
        "megabytes": LARGEST_UPLOAD // MEGABYTE,
    }
    return render(request, "examination/upload.html", context, status=status)
