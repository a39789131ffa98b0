"""A batch: its progress, its reports, sums by unit and rule, exports; links that share it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from shebao.server.accountability.examination import exporting, exports, retention, sharing
from shebao.server.accountability.examination.access import Access, batch_for, open_link, owned_batch
from shebao.server.accountability.examination.limits import limits
from shebao.server.accountability.examination.models import Batch, Examination
from shebao.server.accountability.examination.summary import (
    COLUMNS,
    PAGE,
    SORTS,
    by_rule,
    by_unit,
    progress_of,
    reports,
)
from shebao.server.platform.exports.doing import offer
from shebao.server.platform.web.access import public
from shebao.server.platform.web.limits import limited
from shebao.server.platform.web.pages import paginate

_LONGEST_NAME = 120


@public
def batch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The batch; htmx polls the part that changes while audits run."""
    found, access = batch_for(request, pk)
    context = _context(request, found, access)
    if request.htmx and request.htmx.target == "state":
        return render(request, "examination/parts/batch_state.html", context)
    return render(request, "examination/batch.html", context)


def _context(request: HttpRequest, found: Batch, access: Access) -> dict[str, Any]:
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "position"
    page = paginate(request, reports(found, sort), PAGE)
    return {
        "batch": found,
        "access": access,
        "progress": progress_of(found),
        "columns": COLUMNS,
        "sort": sort,
        "page": page,
        "units": by_unit(found),
        "rules": by_rule(found),
        "links": found.links.all() if access.owns else (),
        "exports": [(form, exporting.NAMES[form]) for form in exporting.MANY],
        "limits": limits(),
        "origin": f"{request.scheme}://{request.get_host()}",
    }


@limited("batch export", 30, 60, ("GET", "HEAD"))
@public
def export(request: HttpRequest, pk: UUID, form: str) -> HttpResponseBase:
    """The audits of a batch as one file."""
    found, _ = batch_for(request, pk)
    if form not in exporting.MANY:
        raise Http404
    return offer(
        request, exports.MANY, {"batch": str(found.pk), "form": form}, exports.revision_of_batch(found),
        back=found.get_absolute_url(), lane=exports.lane_of(found),
    )  # fmt: skip


@public
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """POST: give up the audits that wait or run."""
    found = owned_batch(request, pk)
    state = Examination.State
    found.examinations.filter(state__in=(state.WAITING, state.RUNNING)).update(state=state.CANCELLED)
    return redirect(found)


@public
def rename(request: HttpRequest, pk: UUID) -> HttpResponse:
    """POST: another name for the batch."""
    found = owned_batch(request, pk)
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())[:_LONGEST_NAME]
    if name:
        Batch.objects.filter(pk=found.pk).update(name=name)
    return redirect(found)


@public
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """POST: remove the batch with everything in it."""
    retention.remove(owned_batch(request, pk))
    return redirect("examination:upload")


@public
def share(request: HttpRequest, pk: UUID) -> HttpResponse:
    """POST: a new link."""
    found = owned_batch(request, pk)
    sharing.new_link(found, request.POST.get("label", ""), request.POST.get("days", ""), "may_answer" in request.POST)
    return redirect(f"{reverse('examination:batch', args=[found.pk])}#share")


@public
def revoke(request: HttpRequest, pk: UUID, link: int) -> HttpResponse:
    """POST: a link ends."""
    found = owned_batch(request, pk)
    sharing.revoke(get_object_or_404(found.links, pk=link))
    return redirect(f"{reverse('examination:batch', args=[found.pk])}#share")


@public
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """A link: from now on this browser sees the batch."""
    found = open_link(request, token)
    only = found.examinations.first() if found.examinations.count() == 1 else None
    return redirect(only or found)
