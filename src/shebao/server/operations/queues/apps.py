"""The Django app `queues`."""

from django.apps import AppConfig


class QueuesConfig(AppConfig):
    """Queue numbers at the windows."""

    name = "shebao.server.operations.queues"
    label = "queues"
    verbose_name = "排队叫号"
