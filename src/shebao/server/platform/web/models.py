"""What all processes count together, and what they keep for each other; unlogged tables, empty after a crash."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """How often something was done lately; the key is a keyed digest, so that it can be counted and not read back."""

    key = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveIntegerField()
    at = models.DateTimeField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "计数"


class KeptAnswer(models.Model):
    """Bytes that one process made and others may answer with; never objects, so that a row can make nothing run."""

    key = models.CharField(primary_key=True, max_length=100)
    content = models.BinaryField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "留存的页面"
