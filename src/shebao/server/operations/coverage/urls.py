"""Addresses of coverage."""

from __future__ import annotations

from django.urls import path

from shebao.server.operations.coverage.views import gaps, lists

app_name = "coverage"
urlpatterns = [
    path("", lists.lists, name="lists"),
    path("receive/", lists.receive, name="receive"),
    path("<int:key>/", lists.one, name="list"),
    path("<int:key>/decide/", lists.decide, name="decide"),
    path("<int:key>/measure/", lists.measure, name="measure"),
    path("<int:key>/gaps/", gaps.gaps, name="gaps"),
    path("rows/<uuid:row>/follow/", gaps.follow, name="follow"),
]
