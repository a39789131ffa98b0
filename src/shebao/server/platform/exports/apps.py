"""The Django app `exports`."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ExportsConfig(AppConfig):
    """Files that workers make for people."""

    name = "shebao.server.platform.exports"
    label = "exports"
    verbose_name = "导出"

    def ready(self) -> None:
        """Every app's module `exports` declares its kinds."""
        autodiscover_modules("exports")
