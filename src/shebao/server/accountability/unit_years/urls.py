"""Addresses of `unit_years`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from shebao.server.accountability.unit_years.views import (
    documents,
    findings,
    history,
    imports,
    listing,
    monitoring,
    overview,
    performance,
    report,
    settings,
    sheets,
    tables,
    words,
)

app_name = "unit_years"
_ONE = "<int:pk>/"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", listing.index, name="index"),
    path("new/", listing.new, name="new"),
    path(_ONE, overview.overview, name="overview"),
    path(f"{_ONE}status/", overview.status, name="status"),
    path(f"{_ONE}recompute/", overview.recompute, name="recompute"),
    path(f"{_ONE}sheets/", sheets.first_sheet, name="sheets"),
    path(f"{_ONE}sheets/codes/", settings.codes, name="codes"),
    path(f"{_ONE}sheets/<slug:name>/", sheets.grid, name="sheet"),
    path(f"{_ONE}sheets/<slug:name>/add/", sheets.add, name="add"),
    path(f"{_ONE}sheets/<slug:name>/upload/", imports.upload, name="upload"),
    path(f"{_ONE}sheets/<slug:name>/paste/", imports.paste, name="paste"),
    path(f"{_ONE}sheets/<slug:name>/export/", imports.export, name="export"),
    path(f"{_ONE}sheets/<slug:name>/template/", imports.template, name="template"),
    path(f"{_ONE}sheets/<slug:name>/<int:line_id>/", sheets.line, name="line"),
    path(f"{_ONE}sheets/<slug:name>/<int:line_id>/remove/", sheets.remove, name="remove"),
    path(f"{_ONE}sheets/<slug:name>/<int:line_id>/cells/", tables.cells_of_line, name="cells_of_line"),
    path(f"{_ONE}imports/<int:import_id>/", imports.preview, name="import"),
    path(f"{_ONE}imports/<int:import_id>/rejects/", imports.rejects, name="rejects"),
    path(f"{_ONE}imports/<int:import_id>/map/", imports.match, name="map"),
    path(f"{_ONE}imports/<int:import_id>/confirm/", imports.confirm, name="confirm"),
    path(f"{_ONE}tables/", tables.tables, name="tables"),
    path(f"{_ONE}tables/cell/", tables.cell, name="cell"),
    path(f"{_ONE}performance/", performance.index, name="performance"),
    path(f"{_ONE}performance/new/", performance.new, name="new_form"),
    path(f"{_ONE}performance/import/", performance.upload, name="import_forms"),
    path(f"{_ONE}performance/export/<slug:kind>/", performance.export, name="export_forms"),
    path(f"{_ONE}performance/<int:form_id>/", performance.form, name="form"),
    path(f"{_ONE}performance/<int:form_id>/score/", performance.live, name="score"),
    path(f"{_ONE}performance/<int:form_id>/remove/", performance.remove, name="remove_form"),
    path(f"{_ONE}words/", words.words, name="words"),
    path(f"{_ONE}report/", report.report, name="report"),
    path(f"{_ONE}report/preview/", report.preview, name="preview"),
    path(f"{_ONE}report/download/<slug:kind>/", report.download, name="download"),
    path(f"{_ONE}findings/", findings.findings, name="findings"),
    path(f"{_ONE}documents/", documents.documents, name="documents"),
    path(f"{_ONE}documents/<int:document_id>/", documents.document, name="document"),
    path(f"{_ONE}documents/<int:document_id>/remove/", documents.remove, name="remove_document"),
    path(f"{_ONE}history/", history.history, name="history"),
    path(f"{_ONE}history/<slug:kind>/<str:context>/", history.action, name="action"),
    path(f"{_ONE}monitoring/", monitoring.monitoring, name="monitoring"),
    path(f"{_ONE}settings/", settings.settings, name="settings"),
    path(f"{_ONE}annex/", settings.annex, name="annex"),
]
