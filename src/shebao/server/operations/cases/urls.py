"""Addresses of cases."""

from __future__ import annotations

from django.urls import path

from shebao.server.operations.cases.views import cases, materials, mending

app_name = "cases"
urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("cases/<str:number>/scans/<str:key>/", materials.scan, name="scan"),
    path("cases/<str:number>/move/", cases.move, name="move"),
    path("cases/<str:number>/form/", mending.mend, name="mend"),
]
