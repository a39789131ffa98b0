"""The Django app `lists`."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    """Staff lists by upload."""

    name = "shebao.server.operations.lists"
    label = "lists"
    verbose_name = "人员名册"
