"""The Django app `cycle`."""

from django.apps import AppConfig


class CycleConfig(AppConfig):
    """States of a unit-year from draft to publication."""

    name = "shebao.server.cycle"
    label = "cycle"
    verbose_name = "流程"
