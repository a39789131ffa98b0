"""How far an office goes and which lines somebody may act on (职责范围): rows are only added, the latest counts."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shebao.server.operations.cases.models.steps import FOREVER

_PERSON = settings.AUTH_USER_MODEL


class OfficeLevel(models.Model):
    """The level of an office (经办层级), where it is other than its place in the tree says."""

    office = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name="机构")
    level = models.CharField("层级", max_length=12)
    set_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="设定人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "经办层级"
        ordering = ("-pk",)
        triggers = (FOREVER,)


class LineLimit(models.Model):
    """The insurance lines that somebody is limited to (限定险种); no lines: not limited any more. By another person."""

    person = models.ForeignKey(_PERSON, models.PROTECT, related_name="line_limits", verbose_name="人员")
    lines = ArrayField(models.CharField(max_length=24), default=list)
    set_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="设定人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "限定险种"
        ordering = ("-pk",)
        constraints = (models.CheckConstraint(condition=~Q(person=F("set_by")), name="nobody_sets_their_own_lines"),)
        triggers = (FOREVER,)
