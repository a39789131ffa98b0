"""Addresses of the counter."""

from __future__ import annotations

from django.urls import path

from shebao.server.operations.counter.views import alike, employers, persons, restrictions, searching

app_name = "counter"
urlpatterns = [
    path("", searching.search, name="search"),
    path("persons/<int:number>/", persons.person, name="person"),
    path("persons/<int:number>/open/", persons.open_number, name="open-number"),
    path("persons/<int:number>/record/", persons.explained, name="explained"),
    path("persons/<int:number>/looks/", persons.looks, name="looks"),
    path("restrictions/", restrictions.restrictions, name="restrictions"),
    path("restrictions/<int:key>/decide/", restrictions.decide_restriction, name="decide-restriction"),
    path("alike/", alike.alike, name="alike"),
    path("alike/compare/", alike.compare_all, name="compare-all"),
    path("alike/<int:key>/", alike.judge, name="judge-alike"),
    path("employers/<int:number>/", employers.employer, name="employer"),
]
