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


class IndexRenewal(models.Model):
    """How far the change to a key of indexes has got; see `indexing`. `mark` is the number of a transaction: when all before it
    have ended, everybody knows the present step."""

    key = models.OneToOneField(DataKey, models.PROTECT, primary_key=True, related_name="+")
    open = models.BooleanField(default=True)
    began_at = models.DateTimeField(default=timezone.now)
    closing_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    mark = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = "索引密钥的更换"
        constraints = (
            models.UniqueConstraint(
                fields=("open",), condition=models.Q(open=True), name="one_index_renewal_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(open=True, ended_at=None)
                | models.Q(open=False, ended_at__isnull=False, closing_at__isnull=False),
                name="an_index_renewal_goes_through_its_steps",
            ),
        )
        triggers = (
            pgtrigger.Protect(name="kept", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="goes_forward_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "NOT OLD.open OR OLD.key_id <> NEW.key_id OR OLD.began_at <> NEW.began_at"
                    " OR OLD.closing_at IS NOT NULL AND NEW.closing_at IS DISTINCT FROM OLD.closing_at"
                ),
            ),
        )
