"""Two addresses more than the server has: hand in, and see what became of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from server.service.killing.tasks import digest
from shebao.server.platform.files import store
from shebao.server.platform.jobs.models import Job
from shebao.server.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@csrf_exempt
def accept(request: HttpRequest) -> HttpResponse:
    """Keep the body and digest it in the background."""
    stored = store.store_bytes(request.body, kind="text", name="text.txt")
    return JsonResponse({"job": str(digest.start("摘要", arguments={"file": str(stored.pk)}).pk)}, status=202)


def accepted(request: HttpRequest) -> HttpResponse:
    """The state and result of every job."""
    return JsonResponse({str(job.pk): [job.state, job.message] for job in Job.objects.all()})


urlpatterns = [path("killing/accept/", accept), path("killing/accepted/", accepted), *urlpatterns]
