"""Addresses of `api`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from shebao.server.accountability.api import documentation, views

app_name = "api"
_ONE = "reports/<int:organisation>/<int:year>/"
described: list[URLPattern | URLResolver] = [
    path("reports/", views.reports, name="reports"),
    path(_ONE, views.report, name="report"),
    path(f"{_ONE}versions/", views.versions, name="versions"),
    path(f"{_ONE}document/", views.document, name="document"),
    path(f"{_ONE}tables/", views.tables, name="tables"),
    path(f"{_ONE}tables/<slug:table_id>/", views.table, name="table"),
    path(f"{_ONE}findings/", views.findings, name="findings"),
    path("figures/", views.figures, name="figures"),
    path("measures/", views.measures, name="measures"),
    path("organisations/", views.organisations, name="organisations"),
    path("search/", views.search, name="search"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    *described,
    path("schema/", documentation.schema, name="schema"),
    path("docs/", documentation.docs, name="docs"),
    re_path(r"(?P<path>[\s\S]+)", documentation.missing, name="missing"),
]
