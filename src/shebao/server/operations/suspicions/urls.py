"""Addresses of `suspicions`."""

from __future__ import annotations

from django.urls import path

from shebao.server.operations.suspicions.views import (
    absences,
    acting,
    duties,
    lists,
    one,
    personal,
    received,
    rulings,
    runs,
    statistics,
)

app_name = "suspicions"
urlpatterns = [
    path("", lists.suspicions, name="suspicions"),
    path("suspicions.csv", lists.suspicions_csv, name="suspicions-csv"),
    path("classes/", lists.classes, name="classes"),
    path("act/", acting.act, name="act"),
    path("<int:key>/", one.suspicion, name="suspicion"),
    path("<int:key>/evidence/", one.add_evidence, name="add-evidence"),
    path("<int:key>/evidence/<int:number>/", one.evidence, name="evidence"),
    path("<int:key>/reveal/", personal.reveal, name="reveal"),
    path("corrections/", personal.corrections, name="corrections"),
    path("corrections/export/", personal.export_corrections, name="export-corrections"),
    path("rulings/", rulings.rulings, name="rulings"),
    path("rulings/<int:key>/", rulings.ruling, name="ruling"),
    path("rulings/<int:key>/evidence/", rulings.add_evidence, name="add-ruling-evidence"),
    path("rulings/<int:key>/check/", rulings.check, name="check"),
    path("absences/<int:key>/", absences.absence, name="absence"),
    path("absences/<int:key>/confirm/", absences.confirm, name="confirm-absence"),
    path("runs/", runs.runs, name="runs"),
    path("lists/", received.lists, name="lists"),
    path("lists/receive/", received.receive, name="receive-list"),
    path("lists/<int:key>/", received.one, name="list"),
    path("lists/<int:key>/answer/", received.answer, name="answer-list"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("duties/", duties.duties, name="duties"),
    path("runs/check/", runs.check_data, name="check-data"),
    path("runs/import/", runs.import_run, name="import-run"),
]
