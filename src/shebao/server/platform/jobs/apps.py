"""The Django app `jobs`."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Background jobs that people can see."""

    name = "shebao.server.platform.jobs"
    label = "jobs"
    verbose_name = "后台任务"
