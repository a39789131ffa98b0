"""People's data that suspicions need in clear, kept encrypted: what a check saw, and what a correction should be."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import ClassVar

from django.db import models

from shebao.server.operations.suspicions.models.work import Ruling, Suspicion
from shebao.server.platform.access import masks
from shebao.server.platform.secrets.fields import SecretField


class Clear(models.Model):
    """The private values behind a suspicion as the check saw them: pairs of name and value, as JSON (疑点原文)."""

    personal: ClassVar[Mapping[str, Callable[[str], str]]] = {"content": masks.free_text}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    suspicion = models.OneToOneField(Suspicion, models.PROTECT, related_name="clear")
    content = SecretField("原文")

    class Meta:
        verbose_name = "疑点原文"

    @property
    def subject(self) -> str:
        """Whose data it is."""
        return f"suspicions.suspicion:{self.suspicion_id}"


class Correction(models.Model):
    """The new value that a ruling proposes (更正值), whole; the ruling itself has it masked."""

    kept = True
    personal: ClassVar[Mapping[str, Callable[[str], str]]] = {"value": masks.free_text}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ruling = models.OneToOneField(Ruling, models.PROTECT, related_name="correction")
    value = SecretField("更正值")

    class Meta:
        verbose_name = "更正值"

    @property
    def subject(self) -> str:
        """Whose data it is: that of those whom the ruling is about."""
        return f"suspicions.ruling:{self.ruling_id}"
