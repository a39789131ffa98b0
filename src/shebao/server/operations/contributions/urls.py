"""Addresses of contributions."""

from __future__ import annotations

from django.urls import path

from shebao.server.operations.contributions.views import bills, changes, declared, persons, runs, saved

app_name = "contributions"
urlpatterns = [
    path("", runs.runs, name="runs"),
    path("start/", runs.start, name="start"),
    path("employers/<int:number>/", bills.bill, name="bill"),
    path("employers/<int:number>/declaration/", declared.declared, name="declared"),
    path("employers/<int:number>/savings/", saved.savings, name="savings"),
    path("persons/<int:number>/", persons.months, name="months"),
    path("<str:number>/", runs.run, name="run"),
    path("<str:number>/changes/", changes.changes, name="changes"),
    path("<str:number>/move/", runs.move, name="move"),
]
