"""The Django app `jobs`."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Background jobs that people can see."""

    name = "shebao.server.jobs"
    label = "jobs"
    verbose_name = "后台任务"
