"""The Django app `owing`."""

from django.apps import AppConfig


class OwingConfig(AppConfig):
    """Months assessed, and acts that assess at once."""

    name = "shebao.server.operations.owing"
    label = "owing"
    verbose_name = "应缴"
