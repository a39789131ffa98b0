"""The Django app `records`."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """What the agency holds about persons and employers."""

    name = "shebao.server.operations.records"
    label = "records"
    verbose_name = "权益记录"
