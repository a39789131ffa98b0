"""Addresses of papers: notices of cases, receipts of applications, what a service gives."""

from __future__ import annotations

from django.urls import path

from shebao.server.operations.papers import printing, views

app_name = "papers"
urlpatterns = [
    path("notices/<str:number>/<str:code>/", printing.notice, name="notice"),
    path("applications/<str:number>/", printing.application, name="application"),
    path("<str:number>/<int:place>/", views.paper, name="paper"),
]
