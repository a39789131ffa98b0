"""The Django app `contributions`."""

from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    """Runs, bills, months."""

    name = "shebao.server.operations.contributions"
    label = "contributions"
    verbose_name = "缴费核定"
