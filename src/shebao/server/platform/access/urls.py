"""Addresses of `access`."""

from __future__ import annotations

from django.urls import path

from shebao.server.platform.access import views

app_name = "access"
urlpatterns = [path("", views.looks, name="looks")]
