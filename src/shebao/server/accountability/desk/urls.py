"""Addresses of `desk`."""

from __future__ import annotations

from django.urls import path

from shebao.server.accountability.desk.views import bulk, comparison, findings, states

app_name = "desk"
urlpatterns = [
    path("", states.units, name="units"),
    path("units.csv", states.units_csv, name="units-csv"),
    path("decide/", bulk.decide, name="decide"),
    path("years/", states.years, name="years"),
    path("findings/", findings.findings, name="findings"),
    path("findings.csv", findings.findings_csv, name="findings-csv"),
    path("compare/", comparison.comparison, name="comparison"),
    path("compare.csv", comparison.comparison_csv, name="comparison-csv"),
]
