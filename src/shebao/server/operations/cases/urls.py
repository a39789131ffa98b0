"""Addresses of services and cases."""

from __future__ import annotations

from django.urls import path

from shebao.server.operations.cases.views import cases, materials, mending, printing, starting, supervising, together

app_name = "cases"
urlpatterns = [
    path("services/", starting.services, name="services"),
    path("services/<str:code>/", starting.start, name="start"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("together/", together.matters, name="matters"),
    path("together/<str:name>/", together.start, name="together"),
    path("applications/<str:number>/", together.application, name="application"),
    path("applications/<str:number>/receipt/", together.receipt, name="application-receipt"),
    path("supervision/", supervising.supervision, name="supervision"),
    path("supervision/draw/", supervising.draw, name="draw"),
    path("supervision/absences/", supervising.absence, name="absence"),
    path("supervision/absences/<int:key>/end/", supervising.back, name="back"),
    path("samples/", supervising.samples, name="samples"),
    path("samples/<int:key>/check/", supervising.check_sample, name="check-sample"),
    path("cases/<str:number>/undo/", supervising.undo, name="undo"),
    path("promises/", materials.promises, name="promises"),
    path("promises/<int:key>/check/", materials.check, name="check-promise"),
    path("cases/<str:number>/scans/<str:key>/", materials.scan, name="scan"),
    path("cases/<str:number>/move/", cases.move, name="move"),
    path("cases/<str:number>/form/", mending.mend, name="mend"),
    path("cases/<str:number>/notices/<str:code>/", printing.notice, name="notice"),
]
