"""Exports as they were made."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone


class Export(models.Model):
    """A file of one kind, for one question (`arguments`) and, where people see different things, of one person (导出). Of a question
    there is one: a newer revision takes its place."""

    key = models.CharField("键", max_length=64, unique=True)
    kind = models.CharField("种类", max_length=60)
    arguments = models.JSONField("参数")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+", verbose_name="为谁生成"
    )
    revision = models.CharField("版本", max_length=64)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="文件")
    problem = models.CharField("不能生成的原因", max_length=1000, blank=True)
    made_at = models.DateTimeField("生成时间", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "导出"
