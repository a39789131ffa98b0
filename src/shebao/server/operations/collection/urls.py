"""Addresses of collection."""

from __future__ import annotations

from django.urls import path

from shebao.server.operations.collection.views import arrears, books, files, held

app_name = "collection"
urlpatterns = [
    path("", files.files, name="files"),
    path("receive/", files.receive, name="receive"),
    path("bills/", files.bill, name="bill"),
    path("bills/<int:key>.zip", files.download, name="download"),
    path("held/", held.held, name="held"),
    path("held/<int:key>/refund/", held.refund, name="refund"),
    path("refunds/<int:key>/", held.decide, name="decide"),
    path("books/", books.books, name="books"),
    path("arrears/", arrears.arrears, name="arrears"),
    path("<int:key>/", files.file, name="file"),
]
