"""The addresses that the description describes, with their prefix."""

from __future__ import annotations

from django.urls import include, path

from shebao.server.accountability.api.urls import described

urlpatterns = [path("api/v1/", include(described))]
