"""Addresses of `calculator`."""

from __future__ import annotations

from django.urls import path

from shebao.server.calculator.views import tables, topics, wages

app_name = "calculator"
urlpatterns = [
    path("", topics.home, name="home"),
    path("wages/", wages.wages, name="wages"),
    path("wages/result.xlsx", wages.workbook, name="workbook"),
    path("sheets/", topics.sheets, name="sheets"),
    path("sheets/<slug:name>/", topics.sheet, name="sheet"),
    path("parameters/", tables.parameters, name="parameters"),
    path("missing/", tables.missing, name="missing"),
    path("<slug:name>/", topics.topic, name="topic"),
    path("<slug:name>/sheet.pdf", topics.pdf, name="pdf"),
]
