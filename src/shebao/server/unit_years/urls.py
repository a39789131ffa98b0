"""Addresses of `unit_years`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "unit_years"
urlpatterns: list[URLPattern | URLResolver] = []
