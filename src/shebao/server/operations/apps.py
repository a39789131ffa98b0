"""The Django app `operations`."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Health, metrics and logs."""

    name = "shebao.server.operations"
    label = "operations"
    verbose_name = "运行"
