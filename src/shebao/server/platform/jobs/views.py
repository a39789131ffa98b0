"""Jobs in the browser: the list, one with its progress, cancelling."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from shebao.server.platform.jobs.background import cancel
from shebao.server.platform.jobs.models import Job
from shebao.server.platform.people.declares import MANAGE_PEOPLE
from shebao.server.platform.people.models import User
from shebao.server.platform.web.access import public, signed_in
from shebao.server.platform.web.pages import paginate


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """One's own jobs; an administrator's view has those of the people within scope, too."""
    jobs = _within_scope(request.user).select_related("owner")
    everybody = request.user.has_permission(MANAGE_PEOPLE)
    state = request.GET.get("state", "")
    if state in Job.State.values:
        jobs = jobs.filter(state=state)
    context = {"page": paginate(request, jobs), "everybody": everybody, "states": Job.State.choices, "state": state}
    return render(request, "jobs/index.html", context)


@public
def detail(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One job: its owner's, or a nameless one for whoever has the address (the id cannot be guessed)."""
    return render(request, "jobs/detail.html", {"job": _job(request, job_id)})


@public
def progress(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """The progress of a job as a part of a page; with ?then=reload the page is loaded anew when the job has ended."""
    job = _job(request, job_id)
    response = render(request, "jobs/progress.html", {"job": job, "then": request.GET.get("then", "")})
    if job.finished and request.GET.get("then") == "reload" and request.htmx:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@public
def stop(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Cancel a job."""
    job = _job(request, job_id)
    cancel(job)
    messages.info(request, "已请求取消；正在执行的步骤完成后停止。")
    return redirect("jobs:detail", job_id=job.pk)


def _job(request: HttpRequest, job_id: UUID) -> Job:
    """The job if this person may see it. Raises Http404."""
    job: Job = get_object_or_404(Job.objects.select_related("owner"), pk=job_id)
    user = request.user
    if job.owner_id is None or (user.is_authenticated and _within_scope(user).filter(pk=job.pk).exists()):
        return job
    raise Http404


def _within_scope(user: User) -> QuerySet[Job]:
    """One's own jobs and those of the people whom one administers; who answers for a whole tree sees nameless ones, too."""
    condition = Q(owner=user) | Q(owner__in=User.objects.in_scope(user, MANAGE_PEOPLE))
    if user.answers_for_a_tree(MANAGE_PEOPLE):
        condition |= Q(owner=None)
    return Job.objects.filter(condition)
