"""The Django app `examination`."""

from django.apps import AppConfig


class ExaminationConfig(AppConfig):
    """Auditing any report."""

    name = "shebao.server.accountability.examination"
    label = "examination"
    verbose_name = "报告审核"
