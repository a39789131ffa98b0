"""The Django app `coverage`."""

from django.apps import AppConfig


class CoverageConfig(AppConfig):
    """Lists of other departments, what they come to, gaps and visits."""

    name = "shebao.server.operations.coverage"
    label = "coverage"
    verbose_name = "参保扩面"
