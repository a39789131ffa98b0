"""Addresses of the counter and of cases."""

from __future__ import annotations

from django.urls import path

from shebao.server.operations.cases.views import cases, counter, starting

app_name = "cases"
urlpatterns = [
    path("", counter.counter, name="counter"),
    path("persons/<int:number>/", counter.person, name="person"),
    path("persons/<int:number>/open/", counter.open_number, name="open-number"),
    path("employers/<int:number>/", counter.employer, name="employer"),
    path("services/", starting.services, name="services"),
    path("services/<str:code>/", starting.start, name="start"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("cases/<str:number>/move/", cases.move, name="move"),
    path("cases/<str:number>/receipt/", cases.receipt, name="receipt"),
]
