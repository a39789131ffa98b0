"""The Django app `cases`."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases from start to receipt."""

    name = "shebao.server.operations.cases"
    label = "cases"
    verbose_name = "办件"
