"""Addresses of staff lists."""

from __future__ import annotations

from django.urls import path

from shebao.server.operations.lists.views import files, pages

app_name = "lists"
urlpatterns = [
    path("", pages.lists, name="lists"),
    path("upload/", pages.upload, name="upload"),
    path("templates/<str:code>/", files.template, name="template"),
    path("<str:number>/", pages.one, name="one"),
    path("<str:number>/move/", pages.move, name="move"),
    path("<str:number>/results/", files.results, name="results"),
]
