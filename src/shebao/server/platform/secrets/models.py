"""The data keys of this database, each wrapped with a master key that the database does not have."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils import timezone

VALUES = "values"
INDEXES = "indexes"


class DataKey(models.Model):
    """A key of encrypted values, or of blind indexes (数据密钥). The newest of a kind is in use; none is ever removed, since a
    backup may hold values under it."""

    id = models.PositiveIntegerField(primary_key=True)
    kind = models.CharField(max_length=10, choices=((VALUES, "资料"), (INDEXES, "索引")))
    suite = models.CharField(max_length=10)
    wrapped = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "数据密钥"
        triggers = (
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="wrapped_anew_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("to_jsonb(OLD) - 'wrapped' IS DISTINCT FROM to_jsonb(NEW) - 'wrapped'"),
            ),
        )
