"""The Django app `papers`."""

from __future__ import annotations

from django.apps import AppConfig

from shebao.bounded import preload


class PapersConfig(AppConfig):
    """Certificates and vouchers as PDF."""

    name = "shebao.server.operations.papers"
    label = "papers"
    verbose_name = "证明和凭证"

    def ready(self) -> None:
        """Papers are set in processes that have imported what they need."""
        preload("typst")
        preload("shebao.rendering.notices.apart")
