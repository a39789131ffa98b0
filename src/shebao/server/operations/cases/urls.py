"""Addresses of services and cases."""

from __future__ import annotations

from django.urls import path

from shebao.server.operations.cases.views import cases, materials, mending, printing, starting

app_name = "cases"
urlpatterns = [
    path("services/", starting.services, name="services"),
    path("services/<str:code>/", starting.start, name="start"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("promises/", materials.promises, name="promises"),
    path("promises/<int:key>/check/", materials.check, name="check-promise"),
    path("cases/<str:number>/scans/<str:key>/", materials.scan, name="scan"),
    path("cases/<str:number>/move/", cases.move, name="move"),
    path("cases/<str:number>/form/", mending.mend, name="mend"),
    path("cases/<str:number>/notices/<str:code>/", printing.notice, name="notice"),
]
