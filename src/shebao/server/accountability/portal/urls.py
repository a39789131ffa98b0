"""Addresses of `portal`."""

from __future__ import annotations

from django.urls import include, path, re_path, register_converter

from shebao.server.accountability.portal.views import evidence, feeds, lists, reports, units


class CellConverter:
    """A cell of a table: table:row:column."""

    regex = r"[a-z_]{1,40}:[\w.]{1,40}:[\w.]{1,40}"

    def to_python(self, value: str) -> str:
        """The cell."""
        return value

    def to_url(self, value: str) -> str:
        """The cell as it stands in the address."""
        return value


register_converter(CellConverter, "cell")

app_name = "portal"
_report = [
    path("", reports.report, name="report"),
    path("tables/<slug:table_id>/", reports.table, name="table"),
    re_path(r"^tables/(?P<table_id>[a-z_]+)\.(?P<form>csv|xlsx)$", reports.table_file, name="table_file"),
    path("cells/<cell:cell>/", reports.cell, name="cell"),
    path("figures/<str:measure>/", reports.figure, name="figure"),
    path("figures/<str:measure>/change/", evidence.change, name="change"),
    path("evidence/<slug:key>/", evidence.evidence, name="evidence"),
    path("planned/<slug:kind>/<slug:funding>/<slug:code>/", evidence.planned, name="planned"),
    path("form/<int:form>/<slug:field>/", evidence.form_figure, name="form_figure"),
    path("files/<slug:form>/", reports.document, name="document"),
    path("tables.xlsx", reports.tables_workbook, name="workbook"),
    path("report.json", reports.report_json, name="report_json"),
    path("package.zip", reports.report_package, name="package"),
]
urlpatterns = [
    path("", lists.home, name="home"),
    path("reports/", lists.reports, name="reports"),
    path("reports/search/", lists.searching, name="search"),
    path("reports/compare/", units.compare, name="compare"),
    path("reports/data/", lists.data, name="data"),
    path("reports/data/<int:year>.csv", lists.year_data, name="year_data"),
    path("reports/units/<int:organisation>/", units.unit, name="unit"),
    path("reports/<int:organisation>/<int:year>/v<int:number>/changes/", reports.changes, name="changes"),
    path("reports/<int:organisation>/<int:year>/v<int:number>/", include(_report)),
    path("reports/<int:organisation>/<int:year>/", include(_report)),
    path("feeds/all.atom", feeds.everything, name="feed"),
    path("feeds/place/<str:place>.atom", feeds.of_place, name="feed_of_place"),
    path("feeds/organisation/<int:organisation>.atom", feeds.of_organisation, name="feed_of_organisation"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("sitemap-<int:part>.xml", feeds.sitemap_part, name="sitemap_part"),
    path("robots.txt", lists.robots, name="robots"),
]
