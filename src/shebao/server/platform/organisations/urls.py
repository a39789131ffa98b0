"""Addresses of `organisations`."""

from __future__ import annotations

from django.urls import path

from shebao.server.platform.organisations import views

app_name = "organisations"
urlpatterns = [
    path("", views.organisations, name="list"),
    path("new/", views.create, name="create"),
    path("relocations/", views.relocations, name="relocations"),
    path("relocations/<int:key>/", views.end_relocation, name="end-relocation"),
    path("<int:key>/", views.organisation, name="organisation"),
    path("<int:key>/move/", views.move, name="move"),
    path("<int:key>/active/", views.set_active, name="set-active"),
]
