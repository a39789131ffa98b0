"""Addresses of the whole project."""

from __future__ import annotations

from django.urls import include, path

handler400 = "shebao.server.web.errors.bad_request"
handler403 = "shebao.server.web.errors.forbidden"
handler404 = "shebao.server.web.errors.not_found"
handler500 = "shebao.server.web.errors.server_error"

urlpatterns = [
    path("", include("shebao.server.operations.urls")),
    path("", include("shebao.server.people.urls")),
    path("admin/organisations/", include("shebao.server.organisations.urls")),
    path("admin/log/", include("shebao.server.decisions.urls")),
    path("audit/", include("shebao.server.examination.urls")),
    path("work/", include("shebao.server.unit_years.urls")),
    path("cycle/", include("shebao.server.cycle.urls")),
    path("desk/", include("shebao.server.desk.urls")),
    path("jobs/", include("shebao.server.jobs.urls")),
    path("api/v1/", include("shebao.server.api.urls")),
    path("", include("shebao.server.portal.urls")),
]
