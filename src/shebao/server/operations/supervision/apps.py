"""The Django app `supervision`."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """What supervisors see and do."""

    name = "shebao.server.operations.supervision"
    label = "supervision"
    verbose_name = "督办"
