"""The Django app `monitoring`."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """Health, metrics and logs."""

    name = "shebao.server.platform.monitoring"
    label = "monitoring"
    verbose_name = "运行"
