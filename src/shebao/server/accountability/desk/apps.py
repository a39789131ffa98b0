"""The Django app `desk`."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The reviewer's desk."""

    name = "shebao.server.accountability.desk"
    label = "desk"
    verbose_name = "审核工作台"
