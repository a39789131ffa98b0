"""Addresses of `drafts`."""

from __future__ import annotations

from django.urls import path

from shebao.server.platform.drafts import views

app_name = "drafts"
urlpatterns = [path("", views.draft, name="draft")]
