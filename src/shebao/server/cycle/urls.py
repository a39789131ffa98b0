"""Addresses of `cycle`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

app_name = "cycle"
urlpatterns: list[URLPattern | URLResolver] = []
