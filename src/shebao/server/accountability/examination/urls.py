"""Addresses of `examination`."""

from __future__ import annotations

from django.db.transaction import non_atomic_requests
from django.urls import path
from django.views.decorators.http import require_POST

from shebao.server.accountability.examination.views import batches, results, upload

app_name = "examination"
urlpatterns = [
    path("", non_atomic_requests(upload.upload), name="upload"),
    path("shared/<slug:token>/", batches.shared, name="shared"),
    path("batch/<uuid:pk>/", batches.batch, name="batch"),
    path("batch/<uuid:pk>/add/", require_POST(non_atomic_requests(upload.add)), name="add"),
    path("batch/<uuid:pk>/export/<slug:form>/", batches.export, name="batch_export"),
    path("batch/<uuid:pk>/cancel/", require_POST(batches.cancel), name="batch_cancel"),
    path("batch/<uuid:pk>/rename/", require_POST(batches.rename), name="rename"),
    path("batch/<uuid:pk>/delete/", require_POST(batches.delete), name="delete"),
    path("batch/<uuid:pk>/share/", require_POST(batches.share), name="share"),
    path("batch/<uuid:pk>/share/<int:link>/revoke/", require_POST(batches.revoke), name="revoke"),
    path("<uuid:pk>/", results.result, name="result"),
    path("<uuid:pk>/progress/", results.progress, name="progress"),
    path("<uuid:pk>/pages/<int:number>/", results.page_image, name="page"),
    path("<uuid:pk>/export/<slug:form>/", results.export, name="export"),
    path("<uuid:pk>/original/", results.original, name="original"),
    path("<uuid:pk>/findings/<int:finding>/", require_POST(results.answer), name="answer"),
    path("<uuid:pk>/again/", require_POST(results.again), name="again"),
    path("<uuid:pk>/cancel/", require_POST(results.cancel), name="cancel"),
]
