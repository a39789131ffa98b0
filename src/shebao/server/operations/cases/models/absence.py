"""Who is away and who acts for them: a case may be moved by whoever acts for its clerk."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

_PERSON = settings.AUTH_USER_MODEL
_ENDED_ONCE = """
    IF OLD.ended_on IS NULL AND to_jsonb(NEW) - 'ended_on' = to_jsonb(OLD) - 'ended_on' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an absence is ended once';
"""


class Absence(models.Model):
    """Somebody is away from a day to a day (不在岗), and another acts for them on cases that they accepted (代办)."""

    office = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    person = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="不在岗的人")
    deputy = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="代办人")
    first = models.DateField("自")
    last = models.DateField("至")
    ended_on = models.DateField("提前结束", null=True)
    reason = models.CharField("原因", max_length=200)
    set_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="安排人")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "不在岗"
        ordering = ("-first",)
        constraints = (
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="absent_from_first_to_last"),
            models.CheckConstraint(condition=~Q(person=F("deputy")), name="nobody_is_their_own_deputy"),
        )
        triggers = (
            pgtrigger.Trigger(name="ended_once", operation=pgtrigger.Update, when=pgtrigger.Before, func=_ENDED_ONCE),
            pgtrigger.Protect(name="never_removed", operation=pgtrigger.Delete),
        )
