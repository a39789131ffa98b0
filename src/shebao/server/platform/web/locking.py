"""Optimistic locking: a form is saved only over the version that it was made from."""

from __future__ import annotations

from typing import Any

from django.db import models


class Stale(Exception):
    """Somebody saved in between; `current` is what is stored now. Show both, overwrite nothing."""

    def __init__(self, current: Any) -> None:
        super().__init__("这条内容在您打开之后已被别人修改。")
        self.current = current


def save_over(instance: models.Model, version: int, **changes: Any) -> None:
    """Write `changes` and raise `instance.version` by one if it is still `version`. Raises Stale."""
    manager = type(instance)._default_manager
    saved = manager.filter(pk=instance.pk, version=version).update(version=version + 1, **changes)
    if not saved:
        raise Stale(manager.get(pk=instance.pk))
    instance.refresh_from_db()
