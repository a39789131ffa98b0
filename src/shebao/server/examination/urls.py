"""Addresses of `examination`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "examination"
urlpatterns: list[URLPattern | URLResolver] = []
