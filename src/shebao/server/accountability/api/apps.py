"""The Django app `api`."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The public REST interface."""

    name = "shebao.server.accountability.api"
    label = "api"
    verbose_name = "开放接口"
