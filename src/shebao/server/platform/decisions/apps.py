"""The Django app `decisions`."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """The hash-chained log of decisions."""

    name = "shebao.server.platform.decisions"
    label = "decisions"
    verbose_name = "决定记录"
