"""Addresses of the queue."""

from __future__ import annotations

from django.urls import path

from shebao.server.operations.queues import views

app_name = "queues"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("take/", views.take, name="take"),
    path("call/", views.call, name="call"),
    path("wall/<int:office>/", views.wall, name="wall"),
]
