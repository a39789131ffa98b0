"""What happened to a case: steps, what its applicant was asked for, when its clock stood still. Rows are only added."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shebao.server.operations.cases.models.case import Case

FOREVER = pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)
_ENDED_ONCE = """
    IF OLD.ended_on IS NULL AND to_jsonb(NEW) - 'ended_on' - 'until' = to_jsonb(OLD) - 'ended_on' - 'until'
       AND NEW.until >= OLD.until THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a pause is prolonged, and ended once';
"""


class Step(models.Model):
    """One thing that happened to a case; `by_clerk`: whoever did it worked on the case as its clerk. `told` is what it was
    going to change in the record then."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    number = models.IntegerField()
    label = models.CharField(max_length=20)
    state = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_clerk = models.BooleanField(default=False)
    at = models.DateTimeField()
    reason = models.CharField(max_length=1000, blank=True)
    told = ArrayField(models.TextField(), default=list)

    class Meta:
        verbose_name = "办理步骤"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("case", "number"), name="steps_of_a_case_are_numbered"),)
        triggers = (FOREVER,)


class Asked(models.Model):
    """One thing that the applicant was asked to bring or mend (补正内容), in which round; in a later one `because` names the item
    whose answer brought it up."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="asked")
    round = models.SmallIntegerField("次")
    key = models.CharField(max_length=60)
    name = models.CharField("项目", max_length=200)
    words = models.CharField("要求", max_length=300)
    because = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = "补正内容"
        ordering = ("round", "pk")
        constraints = (models.UniqueConstraint(fields=("case", "round", "key"), name="asked_once_a_round"),)
        triggers = (FOREVER,)


class Pause(models.Model):
    """A stretch that does not count (期限中止): from its first day to its last, `until` which at the latest it is looked at again."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="pauses")
    number = models.SmallIntegerField()
    reason = models.CharField("情形", max_length=12)
    since = models.DateField("自")
    until = models.DateField("预计至")
    ended_on = models.DateField("至", null=True)

    class Meta:
        verbose_name = "期限中止"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("case", "number"), name="pauses_of_a_case_are_numbered"),
            models.UniqueConstraint(fields=("case",), condition=Q(ended_on=None), name="one_pause_at_a_time"),
            models.CheckConstraint(condition=Q(ended_on=None) | Q(ended_on__gte=F("since")), name="pause_ends_later"),
        )
        triggers = (
            pgtrigger.Trigger(name="ended_once", operation=pgtrigger.Update, when=pgtrigger.Before, func=_ENDED_ONCE),
            pgtrigger.Protect(name="never_removed", operation=pgtrigger.Delete),
        )
