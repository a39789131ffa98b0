"""The Django app `examination`."""

from django.apps import AppConfig

from shebao.bounded import preload


class ExaminationConfig(AppConfig):
    """Auditing any report."""

    name = "shebao.server.accountability.examination"
    label = "examination"
    verbose_name = "报告审核"

    def ready(self) -> None:
        """Files are read in processes that have imported what they need."""
        preload("shebao.server.accountability.examination.preloaded")
