"""For machines that watch the server."""

from __future__ import annotations

import os
from hmac import compare_digest

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from shebao.server.platform.monitoring.health import checks
from shebao.server.platform.monitoring.metrics import exposition
from shebao.server.platform.web.access import public


@public
@transaction.non_atomic_requests
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@transaction.non_atomic_requests
@never_cache
@public
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when database, migrations and a worker are there; 503 and the reason otherwise."""
    found = checks()
    status = 503 if any(check.problem for check in found) else 200
    return JsonResponse({check.name: check.problem or "ok" for check in found}, status=status)


@transaction.non_atomic_requests
@never_cache
@public
def metrics(request: HttpRequest) -> HttpResponse:
    """Metrics for the machine itself, or for whoever has the token SHEBAO_METRICS_TOKEN; others find nothing."""
    if not _may_read_metrics(request):
        raise Http404
    return HttpResponse(exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read_metrics(request: HttpRequest) -> bool:
    token = os.environ.get("SHEBAO_METRICS_TOKEN", "")
    if token:
        return compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    return request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"} and "X-Forwarded-For" not in request.headers
