"""The Django app `suspicions`."""

from django.apps import AppConfig


class SuspicionsConfig(AppConfig):
    """Findings of checks and lists from above, worked off by people."""

    name = "shebao.server.operations.suspicions"
    label = "suspicions"
    verbose_name = "疑点"
