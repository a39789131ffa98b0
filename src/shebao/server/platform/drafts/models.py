"""Drafts: one a person and form."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """What a person typed into a form and has not sent. `form` names the form by its page; `base` is the version of the
    content that the form was made from; `fields` are the changed fields by name."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="用户")
    form = models.CharField("表单", max_length=300)
    title = models.CharField("标题", max_length=200)
    address = models.CharField("地址", max_length=500)
    base = models.CharField("依据的版本", max_length=40, blank=True)
    fields = models.JSONField("内容")
    kept_at = models.DateTimeField("保存时间", auto_now=True)

    class Meta:
        verbose_name = "草稿"
        ordering = ("-kept_at",)
        constraints = (models.UniqueConstraint(fields=("person", "form"), name="one_draft_a_form"),)
