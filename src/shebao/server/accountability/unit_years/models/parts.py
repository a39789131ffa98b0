"""Performance forms, documents, and sheets that were uploaded but not taken over yet."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shebao.report.forms import FormKind
from shebao.server.accountability.unit_years.models.unit_year import UnitYear, trackers


@pghistory.track(*trackers(), exclude=["version"])
class PerformanceForm(models.Model):
    """A self-evaluation form (自评表); `data` is its record with the Chinese keys of `performance.records`."""

    class Kind(models.TextChoices):
        """Overall or project."""

        OVERALL = FormKind.OVERALL.value, _("整体")
        PROJECT = FormKind.PROJECT.value, _("项目")

    unit_year = models.ForeignKey(UnitYear, models.CASCADE, related_name="performance_forms")
    kind = models.CharField(_("种类"), max_length=8, choices=Kind.choices)
    name = models.CharField(_("名称"), max_length=200, blank=True, default="")
    position = models.PositiveIntegerField(default=0)
    data = models.JSONField(_("内容"), default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("kind", "position", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("unit_year",), condition=models.Q(kind=FormKind.OVERALL.value), name="one_overall_form"
            ),
        )

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())


@pghistory.track(*trackers())
class Attachment(models.Model):
    """A document kept with the unit-year: approvals, evidence, notes."""

    unit_year = models.ForeignKey(UnitYear, models.CASCADE, related_name="attachments")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    title = models.CharField(_("标题"), max_length=200)
    note = models.CharField(_("说明"), max_length=500, blank=True, default="")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-added_at",)


class SheetImport(models.Model):
    """An uploaded sheet on its way into a unit-year: read and judged first, taken over only when a person confirms."""

    class Step(models.TextChoices):
        """What happened to it."""

        READING = "reading", _("读取中")
        UNMAPPED = "unmapped", _("列名待对照")
        REJECTED = "rejected", _("有错误")
        READY = "ready", _("待确认")
        STORING = "storing", _("写入中")
        DONE = "done", _("已导入")

    unit_year = models.ForeignKey(UnitYear, models.CASCADE, related_name="imports")
    sheet = models.CharField(max_length=10)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    mapping = models.JSONField(default=dict, blank=True)
    replace = models.BooleanField(default=False)
    step = models.CharField(max_length=10, choices=Step.choices, default=Step.READING)
    rows = models.PositiveIntegerField(default=0)
    total_fen = models.BigIntegerField(default=0)
    rejected_rows = models.PositiveIntegerField(default=0)
    rejects_total = models.PositiveIntegerField(default=0)
    preview = models.JSONField(default=dict, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)
