"""What is looked at afterwards: samples of cases that one person decided alone, decisions taken back."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from shebao.server.operations.cases.models import FOREVER, Case
from shebao.server.platform.scope import InScope

_PERSON = settings.AUTH_USER_MODEL
_CHECKED_ONCE = """
    IF OLD.checked_at IS NULL AND NEW.checked_at IS NOT NULL
       AND to_jsonb(NEW) - '{right,checked_by_id,checked_at,words}'::text[]
         = to_jsonb(OLD) - '{right,checked_by_id,checked_at,words}'::text[] THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a sample is checked once';
"""
_NEVER_REMOVED = pgtrigger.Protect(name="never_removed", operation=pgtrigger.Delete)


class Draw(models.Model):
    """A drawing of samples (抽查): from which days, at which rate, with which seed; whoever has these draws the same cases."""

    office = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    first = models.DateField("自")
    last = models.DateField("至")
    percent = models.SmallIntegerField("比例")
    least = models.SmallIntegerField("至少")
    seed = models.CharField("种子", max_length=32)
    number = models.IntegerField("办结件数")
    drawn = models.IntegerField("抽取件数")
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="抽取人")
    at = models.DateTimeField("时间")
    wall = "office"

    class Meta:
        verbose_name = "抽查"
        ordering = ("-at",)
        constraints = (
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="draw_from_first_to_last"),
            models.UniqueConstraint(fields=("office", "first", "last"), name="drawn_once_a_period"),
        )
        triggers = (FOREVER,)


class SampleQuerySet(InScope, models.QuerySet["Sample"]):
    """Samples by the office of their case."""

    organisation_path = "case__office__path"


class Sample(models.Model):
    """A case that was drawn: checked until a day by somebody who did not decide it."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="samples")
    case = models.OneToOneField(Case, models.PROTECT, related_name="sample")
    clerk = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    due_on = models.DateField("抽查期限")
    right = models.BooleanField("无误", null=True)
    checked_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField("抽查时间", null=True)
    words = models.CharField("抽查情况", max_length=1000, blank=True)

    objects = SampleQuerySet.as_manager()

    class Meta:
        verbose_name = "抽查件"
        ordering = ("due_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(checked_at=None, right=None, checked_by=None)
                | (Q(checked_at__isnull=False, right__isnull=False) & ~Q(checked_by=F("clerk"))),
                name="sample_checked_by_another",
            ),
        )
        triggers = (
            pgtrigger.Trigger(
                name="checked_once", operation=pgtrigger.Update, when=pgtrigger.Before, func=_CHECKED_ONCE
            ),
            _NEVER_REMOVED,
        )


class Undoing(models.Model):
    """A decision taken back on its own day (当日误办撤销) by somebody who had no hand in it; the act corrects the case's."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="undoing")
    act = models.OneToOneField("records.Act", models.PROTECT, related_name="+")
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="撤销人")
    at = models.DateTimeField("时间")
    reason = models.CharField("原因", max_length=1000)

    class Meta:
        verbose_name = "撤销"
        triggers = (FOREVER,)
