"""Addresses of the whole project."""

from __future__ import annotations

from django.urls import include, path

handler400 = "shebao.server.platform.web.errors.bad_request"
handler403 = "shebao.server.platform.web.errors.forbidden"
handler404 = "shebao.server.platform.web.errors.not_found"
handler500 = "shebao.server.platform.web.errors.server_error"

urlpatterns = [
    path("", include("shebao.server.platform.monitoring.urls")),
    path("", include("shebao.server.platform.people.urls")),
    path("drafts/", include("shebao.server.platform.drafts.urls")),
    path("inbox/", include("shebao.server.platform.inbox.urls")),
    path("admin/organisations/", include("shebao.server.platform.organisations.urls")),
    path("admin/looks/", include("shebao.server.platform.access.urls")),
    path("admin/log/", include("shebao.server.platform.decisions.urls")),
    path("audit/", include("shebao.server.accountability.examination.urls")),
    path("work/", include("shebao.server.accountability.unit_years.urls")),
    path("cycle/", include("shebao.server.accountability.review.urls")),
    path("desk/", include("shebao.server.accountability.desk.urls")),
    path("suspicions/", include("shebao.server.operations.suspicions.urls")),
    path("counter/", include("shebao.server.operations.counter.urls")),
    path("counter/", include("shebao.server.operations.cases.urls")),
    path("counter/", include("shebao.server.operations.intake.urls")),
    path("counter/", include("shebao.server.operations.supervision.urls")),
    path("lists/", include("shebao.server.operations.lists.urls")),
    path("contributions/", include("shebao.server.operations.contributions.urls")),
    path("collection/", include("shebao.server.operations.collection.urls")),
    path("personal-accounts/", include("shebao.server.operations.personal_accounts.urls")),
    path("coverage/", include("shebao.server.operations.coverage.urls")),
    path("papers/", include("shebao.server.operations.papers.urls")),
    path("queue/", include("shebao.server.operations.queues.urls")),
    path("receipts/", include("shebao.server.operations.papers.receipt_urls")),
    path("jobs/", include("shebao.server.platform.jobs.urls")),
    path("calculator/", include("shebao.server.calculator.urls")),
    path("api/v1/", include("shebao.server.accountability.api.urls")),
    path("", include("shebao.server.accountability.portal.urls")),
]
