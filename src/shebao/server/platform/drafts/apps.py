"""The Django app `drafts`."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """Input that was not sent."""

    name = "shebao.server.platform.drafts"
    label = "drafts"
    verbose_name = "草稿"
