"""Addresses of services and how they are started."""

from __future__ import annotations

from django.urls import path

from shebao.server.operations.intake.views import starting, together

app_name = "intake"
urlpatterns = [
    path("services/", starting.services, name="services"),
    path("services/<str:code>/", starting.start, name="start"),
    path("together/", together.matters, name="matters"),
    path("together/<str:name>/", together.start, name="together"),
    path("applications/<str:number>/", together.application, name="application"),
]
