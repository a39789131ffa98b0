"""Drafts: one a person and form, encrypted: what is typed may be anybody's data."""

from __future__ import annotations

import json
import uuid

from django.conf import settings
from django.db import models

from shebao.server.platform.secrets.fields import SecretField


class Draft(models.Model):
    """What a person typed into a form and has not sent. `form` names the form by its page; `base` is the version of the
    content that the form was made from; `content` are the changed fields by name, as JSON."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="用户")
    form = models.CharField("表单", max_length=300)
    title = SecretField("标题")
    address = models.CharField("地址", max_length=500)
    base = models.CharField("依据的版本", max_length=40, blank=True)
    content = SecretField("内容")
    kept_at = models.DateTimeField("保存时间", auto_now=True)

    class Meta:
        verbose_name = "草稿"
        ordering = ("-kept_at",)
        constraints = (models.UniqueConstraint(fields=("person", "form"), name="one_draft_a_form"),)

    @property
    def fields(self) -> dict[str, str | bool]:
        """The changed fields by name. Raises Unreadable."""
        found: dict[str, str | bool] = json.loads(self.content.open())
        return found
