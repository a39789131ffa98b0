"""How a unit-year goes its way: steps, explanations, threads of comments, rectification, reminders."""

from __future__ import annotations

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shebao.server.accountability.review.machine import ACTION_LABELS, Action
from shebao.server.accountability.unit_years.models import UnitYear
from shebao.server.accountability.unit_years.states import State
from shebao.server.platform.scope import InScope

_STATES = [(state.value, state.label) for state in State]
_ACTIONS = [(action.value, ACTION_LABELS[action]) for action in Action]
LONGEST_TEXT = 4000


class OfUnitYear(InScope, models.QuerySet[models.Model]):
    """Rows by the organisation of their unit-year."""

    organisation_path = "unit_year__organisation__path"


class Step(models.Model):
    """A transition that happened: who moved it from where to where, when, at which revision of the content."""

    unit_year = models.ForeignKey(UnitYear, models.PROTECT, related_name="steps")
    action = models.CharField(_("办理"), max_length=12, choices=_ACTIONS)
    source = models.CharField(max_length=10, choices=_STATES)
    target = models.CharField(max_length=10, choices=_STATES)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))
    revision = models.PositiveIntegerField()
    reason = models.TextField(_("原因"), blank=True)
    approved_on = models.DateField(_("批复日期"), null=True)
    document_number = models.CharField(_("批复文号"), max_length=100, blank=True)

    objects = OfUnitYear.as_manager()

    class Meta:
        verbose_name = _("办理记录")
        ordering = ("-pk",)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)


class Submission(models.Model):
    """What was submitted in a step: tables, figures, words and forms, so that the next submission is compared with it."""

    step = models.OneToOneField(Step, models.CASCADE, related_name="submission")
    content = models.JSONField()


@pghistory.track()
class Explanation(models.Model):
    """Why a warning stands as it is (情况说明); by the finding's key, which stays over recomputations."""

    unit_year = models.ForeignKey(UnitYear, models.CASCADE, related_name="explanations")
    finding_key = models.CharField(max_length=64)
    text = models.TextField(_("说明"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    objects = OfUnitYear.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("unit_year", "finding_key"), name="one_explanation_a_finding"),)


class Thread(models.Model):
    """A conversation about a finding, a cell of a table, or the whole; `anchor` is the finding's key or table:row:column."""

    class About(models.TextChoices):
        """What is spoken of."""

        WHOLE = "whole", _("整份报告")
        FINDING = "finding", _("问题")
        CELL = "cell", _("表格数字")

    unit_year = models.ForeignKey(UnitYear, models.CASCADE, related_name="threads")
    about = models.CharField(max_length=8, choices=About.choices)
    anchor = models.CharField(max_length=200, blank=True)
    caption = models.CharField(_("关于"), max_length=300)
    opened_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(_("解决时间"), null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = OfUnitYear.as_manager()

    @property
    def form_name(self) -> str:
        """What the form of its reply is called on the page."""
        return f"thread-{self.pk}"

    class Meta:
        verbose_name = _("意见")
        ordering = ("resolved_at", "-pk")
        indexes = (models.Index(fields=("unit_year", "about", "anchor")),)


class Comment(models.Model):
    """What somebody said in a thread; it is not changed afterwards."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="comments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    text = models.TextField(_("内容"))

    class Meta:
        ordering = ("pk",)
        triggers = (pgtrigger.Protect(name="said_once", operation=pgtrigger.Update),)


@pghistory.track()
class Rectification(models.Model):
    """An entry of the rectification list (整改清单): what is to be mended, by whom, until when, and that it was done."""

    unit_year = models.ForeignKey(UnitYear, models.CASCADE, related_name="rectifications")
    finding_key = models.CharField(max_length=64, blank=True)
    thread = models.ForeignKey(Thread, models.SET_NULL, null=True, related_name="rectifications")
    task = models.TextField(_("整改事项"))
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("责任人")
    )
    due_on = models.DateField(_("完成期限"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(_("完成时间"), null=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    evidence = models.TextField(_("整改结果"), blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OfUnitYear.as_manager()

    @property
    def form_name(self) -> str:
        """What the form of its result is called on the page."""
        return f"settle-{self.pk}"

    class Meta:
        verbose_name = _("整改事项")
        ordering = ("done_at", "due_on", "pk")


class Reminder(models.Model):
    """Something that is due soon or overdue, once for each kind and day it is due."""

    class Kind(models.TextChoices):
        """What is due."""

        DISCLOSURE = "disclosure", _("公开期限")
        RECTIFICATION = "rectification", _("整改期限")

    unit_year = models.ForeignKey(UnitYear, models.CASCADE, related_name="reminders")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    subject = models.CharField(max_length=60)
    due_on = models.DateField()
    made_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)

    objects = OfUnitYear.as_manager()

    class Meta:
        verbose_name = _("提醒")
        ordering = ("due_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=("unit_year", "kind", "subject", "due_on"), name="one_reminder_a_matter"),
        )
