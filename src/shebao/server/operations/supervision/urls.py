"""Addresses of supervision."""

from __future__ import annotations

from django.urls import path

from shebao.server.operations.supervision.views import board, checks

app_name = "supervision"
urlpatterns = [
    path("supervision/", board.supervision, name="board"),
    path("supervision/draw/", board.draw, name="draw"),
    path("supervision/absences/", board.absence, name="absence"),
    path("supervision/absences/<int:key>/end/", board.back, name="back"),
    path("supervision/levels/", board.level, name="level"),
    path("supervision/lines/", board.lines, name="lines"),
    path("samples/", checks.samples, name="samples"),
    path("samples/<int:key>/check/", checks.check_sample, name="check-sample"),
    path("promises/", checks.promises, name="promises"),
    path("promises/<int:key>/check/", checks.check_promise, name="check-promise"),
    path("promises/<int:key>/restore/", checks.restore, name="restore"),
    path("cases/<str:number>/undo/", checks.undo, name="undo"),
]
