"""Addresses of personal accounts."""

from __future__ import annotations

from django.urls import path

from shebao.server.operations.personal_accounts.views import persons, runs

app_name = "personal_accounts"
urlpatterns = [
    path("", runs.runs, name="runs"),
    path("propose/", runs.propose, name="propose"),
    path("runs/<int:key>/", runs.decide, name="decide"),
    path("persons/<int:number>/", persons.account, name="account"),
    path("persons/<int:number>/<int:year>.pdf", persons.statement, name="statement"),
]
