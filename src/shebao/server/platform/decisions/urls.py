"""Addresses of `decisions`."""

from __future__ import annotations

from django.urls import path

from shebao.server.platform.decisions import views

app_name = "decisions"
urlpatterns = [
    path("", views.decisions, name="list"),
    path("check/", views.check, name="check"),
]
