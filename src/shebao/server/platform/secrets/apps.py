"""The Django app `secrets`."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SecretsConfig(AppConfig):
    """Encrypted fields, their keys, and the renewal of both."""

    name = "shebao.server.platform.secrets"
    label = "secrets"
    verbose_name = "加密"

    def ready(self) -> None:
        """Every database has its data keys from the moment it is migrated, never from within somebody's request."""
        post_migrate.connect(_make_keys, sender=self)


def _make_keys(**_migrated: Any) -> None:
    from shebao.server.platform.secrets import ring

    ring.forget()
    ring.ensure()
