"""The public address at which anybody asks whether a notice is genuine."""

from __future__ import annotations

from django.urls import path

from shebao.server.operations.papers import verifying

app_name = "receipts"
urlpatterns = [
    path("", verifying.ask, name="ask"),
    path("<str:code>/", verifying.notice, name="notice"),
]
