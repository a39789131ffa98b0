"""Addresses of `inbox`."""

from __future__ import annotations

from django.urls import path

from shebao.server.platform.inbox import views

app_name = "inbox"
urlpatterns = [path("", views.inbox, name="inbox"), path("badge/", views.badge, name="badge")]
