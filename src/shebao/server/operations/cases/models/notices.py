"""What the agency told an applicant in writing, as it was told then (通知、决定、回执)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from shebao.server.operations.cases.models.case import Case
from shebao.server.operations.cases.models.steps import FOREVER

KINDS = {
    "accepted": "受理通知",
    "correction": "补正通知",
    "not_accepted": "不予受理决定",
    "refused": "不予办理决定",
    "completed": "办结通知",
    "undone": "撤销通知",
}


class Notice(models.Model):
    """One notice. The code stands on the paper: whoever has it can ask whether the paper is genuine. Nothing personal stands in
    it beyond the agency's own numbers; the form is the case's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="notices")
    kind = models.CharField("种类", max_length=12, choices=list(KINDS.items()))
    code = models.CharField("校验码", max_length=16, unique=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lines = ArrayField(models.TextField(), default=list)
    reason = models.CharField("理由", max_length=1000, blank=True)
    remedy = models.CharField("救济途径", max_length=400, blank=True)
    until = models.DateField("期限", null=True)

    class Meta:
        verbose_name = "文书"
        ordering = ("at",)
        triggers = (FOREVER,)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.code}"

    def get_absolute_url(self) -> str:
        """The address at which anybody asks whether it is genuine."""
        return reverse("receipts:notice", args=[self.code])
