"""The Django app `inbox`."""

from django.apps import AppConfig


class InboxConfig(AppConfig):
    """What waits for whom."""

    name = "shebao.server.platform.inbox"
    label = "inbox"
    verbose_name = "待我办理"
