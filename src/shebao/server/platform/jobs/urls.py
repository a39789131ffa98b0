"""Addresses of `jobs`."""

from __future__ import annotations

from django.urls import path

from shebao.server.platform.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.index, name="index"),
    path("<uuid:job_id>/", views.detail, name="detail"),
    path("<uuid:job_id>/progress/", views.progress, name="progress"),
    path("<uuid:job_id>/cancel/", views.stop, name="cancel"),
]
