"""The Django app `publications`; its tables and their migrations are kept under the label `cycle`."""

from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    """Published versions of reports."""

    name = "shebao.server.accountability.publications"
    label = "publications"
    verbose_name = "公开"
