"""Lists from above: what came, the row behind each suspicion, and what was answered."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse

from shebao.operations.exchange import State as DeliveryState
from shebao.server.operations.suspicions.models.runs import OfAgency, Run
from shebao.server.operations.suspicions.models.work import Suspicion
from shebao.server.platform.access import masks
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.secrets.fields import SecretField

if TYPE_CHECKING:
    pass

_PERSON = settings.AUTH_USER_MODEL
_LISTED = [(state.value, state.title) for state in DeliveryState]


class Listed(models.Model):
    """A list from above (下发名单): what was declared, what became of it, until when it is to be answered. Never changed."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机构")
    contract = models.CharField("约定", max_length=60, blank=True)
    title = models.CharField("名单", max_length=200)
    sender = models.CharField("发送方", max_length=100, blank=True)
    sequence = models.PositiveBigIntegerField("次序号", default=0)
    period = models.CharField("期间", max_length=40, blank=True)
    rows = models.PositiveBigIntegerField("行数", default=0)
    state = models.CharField("状态", max_length=12, choices=_LISTED)
    reasons = models.JSONField("隔离原因", default=list)
    notes = models.JSONField("备注", default=list)
    declared = models.JSONField("申报的合计", default=dict)
    sha256 = models.CharField("SHA-256", max_length=64)
    at = models.DateTimeField("送达时间")
    by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    due_on = models.DateField("反馈期限", null=True)
    run = models.OneToOneField(Run, models.PROTECT, null=True, related_name="listed")

    objects = OfAgency.as_manager()

    class Meta:
        verbose_name = "下发名单"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("agency", "contract", "sender"), name="lists_of_a_sender"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.title} 第 {self.sequence} 次" if self.sequence else self.title

    def get_absolute_url(self) -> str:
        """The page of the list."""
        return reverse("suspicions:list", args=[self.pk])

    @property
    def organisation(self) -> Organisation:
        """Who is asked, for the log."""
        return self.agency


class Item(models.Model):
    """A row of a list, as it came and encrypted, with the suspicion that it became."""

    kept = True
    personal: ClassVar[Mapping[str, Callable[[str], str]]] = {"content": masks.free_text}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    listed = models.ForeignKey(Listed, models.PROTECT, related_name="items")
    position = models.PositiveIntegerField("行号")
    suspicion = models.ForeignKey(Suspicion, models.PROTECT, related_name="items")
    content = SecretField("原文")

    class Meta:
        verbose_name = "名单行"
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("listed", "position"), name="item_once_in_a_list"),)

    @property
    def subject(self) -> str:
        """Whose data it is: whom the suspicion is about."""
        return f"suspicions.suspicion:{self.suspicion_id}"


class Reply(models.Model):
    """An answer that was given to a list: how many rows were settled, and the hash of what was sent. The rows are not kept."""

    listed = models.ForeignKey(Listed, models.PROTECT, related_name="replies")
    sequence = models.PositiveIntegerField("次序号")
    answered = models.PositiveIntegerField("已办结")
    open = models.PositiveIntegerField("未办结")
    sha256 = models.CharField("SHA-256", max_length=64)
    at = models.DateTimeField("反馈时间", auto_now_add=True)
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="反馈人")

    class Meta:
        verbose_name = "名单反馈"
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=("listed", "sequence"), name="reply_once"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)
