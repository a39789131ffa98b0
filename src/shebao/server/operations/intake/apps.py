"""The Django app `intake`."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Services and how they are started."""

    name = "shebao.server.operations.intake"
    label = "intake"
    verbose_name = "收件受理"
