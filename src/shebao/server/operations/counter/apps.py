"""The Django app `counter`."""

from django.apps import AppConfig


class CounterConfig(AppConfig):
    """Search, a person's page, an employer's page."""

    name = "shebao.server.operations.counter"
    label = "counter"
    verbose_name = "综合柜员"
