"""Addresses of papers."""

from __future__ import annotations

from django.urls import path

from shebao.server.operations.papers import views

app_name = "papers"
urlpatterns = [path("<str:number>/<int:place>/", views.paper, name="paper")]
