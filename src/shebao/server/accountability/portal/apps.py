"""The Django app `portal`."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Public reading."""

    name = "shebao.server.accountability.portal"
    label = "portal"
    verbose_name = "公开门户"
