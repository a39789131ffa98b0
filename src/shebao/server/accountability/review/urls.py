"""Addresses of `review`."""

from __future__ import annotations

from django.urls import path

from shebao.server.accountability.review import views

app_name = "review"
urlpatterns = [
    path("", views.reminders, name="reminders"),
    path("<int:pk>/", views.course, name="course"),
    path("<int:pk>/act/<slug:action>/", views.act, name="act"),
    path("<int:pk>/comments/", views.comment, name="comment"),
    path("<int:pk>/comments/<int:thread>/", views.thread, name="thread"),
    path("<int:pk>/explanations/", views.explain, name="explain"),
    path("<int:pk>/rectifications/", views.demand, name="demand"),
    path("<int:pk>/rectifications/<int:entry>/", views.settle, name="settle"),
]
