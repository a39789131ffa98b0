"""The Django app `collection`."""

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    """Bills, files, receipts, entries, refunds."""

    name = "shebao.server.operations.collection"
    label = "collection"
    verbose_name = "征缴"
