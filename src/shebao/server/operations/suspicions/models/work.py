"""Suspicions (疑点), the rulings about them, every step that was taken, and evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from shebao.server.operations.suspicions.machine import LABELS, OUTCOMES, Act
from shebao.server.operations.suspicions.models.absences import Absence
from shebao.server.operations.suspicions.models.runs import Rule, Run
from shebao.server.operations.suspicions.states import (
    CHOICES,
    GONE,
    OPEN,
    RULING_CHOICES,
    SETTLED,
    RulingState,
    State,
    in_backlog,
)
from shebao.server.platform.files.models import StoredFile
from shebao.server.platform.organisations.models import Organisation
from shebao.server.platform.scope import InScope

if TYPE_CHECKING:
    from typing import Self

_PERSON = settings.AUTH_USER_MODEL
_ACTS = [(act.value, LABELS[act]) for act in Act]
_OUTCOMES = [(state.value, state.label) for state in OUTCOMES.values()]

_GONE_BY_TWO = """
IF NOT EXISTS (SELECT 1 FROM suspicions_absence WHERE id = OLD.absence_id AND state = 'approved') THEN
    RAISE EXCEPTION 'a suspicion about money is gone only when a second person agreed';
END IF;
RETURN NEW;
"""


class Ruling(models.Model):
    """A decision about one suspicion or hundreds (处理决定): the outcome, its reason, who proposed and who checked it."""

    kept = True
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机构")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="办理机构")
    outcome = models.CharField("处理", max_length=12, choices=_OUTCOMES)
    reason = models.TextField("核查情况")
    amount = models.BigIntegerField("应追回金额（分）", null=True)
    addressee = models.CharField("移交给", max_length=100, blank=True)
    column = models.CharField("更正项", max_length=100, blank=True)
    value = models.CharField("更正值（遮盖）", max_length=200, blank=True)
    count = models.PositiveIntegerField("疑点数")
    digest = models.CharField("所含疑点的摘要", max_length=64)
    state = models.CharField("状态", max_length=10, choices=RULING_CHOICES)
    version = models.PositiveIntegerField(default=1)
    proposed_by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="提出人")
    proposed_at = models.DateTimeField("提出时间")
    checked_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+", verbose_name="复核人")
    checked_at = models.DateTimeField("复核时间", null=True)
    words = models.TextField("复核意见", blank=True)

    class _InScope(InScope, models.QuerySet["Ruling"]):
        """By the organisation that works them off."""

    objects = _InScope.as_manager()

    class Meta:
        verbose_name = "处理决定"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("state", "organisation"), name="rulings_that_wait"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=(RulingState.APPROVED.value, RulingState.REJECTED.value))
                | (Q(checked_by__isnull=False) & ~Q(checked_by=F("proposed_by"))),
                name="ruling_checked_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=State.RECOVERING.value) | (Q(amount__gt=0) & ~Q(state=RulingState.DIRECT.value)),
                name="recovery_has_an_amount_and_a_second_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}（{self.count} 个疑点）"

    def get_absolute_url(self) -> str:
        """The page of the ruling."""
        return reverse("suspicions:ruling", args=[self.pk])


class SuspicionQuerySet(InScope, models.QuerySet["Suspicion"]):
    """Suspicions by the organisation that works them off."""

    def open(self) -> Self:
        """Those that somebody still has to decide; as `states.in_backlog`."""
        return self.filter(Q(state=State.PROPOSED) | Q(present=True, state__in=OPEN))

    def shown(self) -> Self:
        """With everything that lists show."""
        return self.select_related("rule", "organisation", "assignee")


class Suspicion(models.Model):
    """What is suspected of whom (疑点). `present`: the latest run still found it. `evidence` are pairs of name and value in
    the order of the check; private values are masked.

    `money`: deciding it moves money, so that two people must; the database keeps it and refuses a settled state with one, and
    that it is gone without an `absence` that another person agreed to.
    """

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机构")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="办理机构")
    rule = models.ForeignKey(Rule, models.PROTECT, related_name="suspicions", verbose_name="检查")
    identity = models.CharField("疑点编号", max_length=20)
    subject = models.CharField("对象", max_length=200)
    rows = models.BigIntegerField("涉及行数")
    evidence = models.JSONField("证据", default=list)
    money = models.BooleanField("涉及资金")
    state = models.CharField("状态", max_length=12, choices=CHOICES, default=State.NEW.value)
    present = models.BooleanField("仍在", default=True)
    first_run = models.ForeignKey(Run, models.PROTECT, related_name="+", verbose_name="首次发现")
    last_run = models.ForeignKey(Run, models.PROTECT, related_name="+", verbose_name="最近发现")
    returned = models.PositiveIntegerField("复现次数", default=0)
    opened_on = models.DateField("发现日期")
    due_on = models.DateField("办理期限")
    assignee = models.ForeignKey(_PERSON, models.SET_NULL, null=True, related_name="+", verbose_name="经办人")
    ruling = models.ForeignKey(Ruling, models.PROTECT, null=True, related_name="suspicions", verbose_name="处理决定")
    decided_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+", verbose_name="决定人")
    checked_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+", verbose_name="复核人")
    settled_at = models.DateTimeField("办结时间", null=True)
    verified_at = models.DateTimeField("核实时间", null=True)
    absence = models.ForeignKey(Absence, models.PROTECT, null=True, related_name="suspicions", verbose_name="未再发现")
    version = models.PositiveIntegerField(default=1)

    wall = "organisation"

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        verbose_name = "疑点"
        ordering = ("due_on", "pk")
        indexes = (
            models.Index(fields=("organisation", "state", "due_on"), name="suspicions_to_work_off"),
            models.Index(fields=("rule", "state"), name="suspicions_of_a_class"),
            models.Index(fields=("assignee", "state"), name="suspicions_of_a_person"),
            models.Index(fields=("ruling",), name="suspicions_of_a_ruling"),
        )
        constraints = (
            models.UniqueConstraint(fields=("agency", "identity"), name="suspicion_once_in_an_agency"),
            models.CheckConstraint(
                condition=~Q(state__in=[*sorted(SETTLED), State.PROPOSED.value])
                | (Q(decided_by__isnull=False) & Q(ruling__isnull=False)),
                name="suspicion_settled_by_a_ruling",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(SETTLED))
                | (Q(money=False) & ~Q(state=State.RECOVERING.value))
                | (Q(checked_by__isnull=False) & ~Q(checked_by=F("decided_by"))),
                name="suspicion_about_money_settled_by_two",
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="money_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__money__df=pgtrigger.F("new__money")),
            ),
            pgtrigger.Trigger(
                name="money_gone_by_two",
                operation=pgtrigger.Update,
                when=pgtrigger.Before,
                condition=pgtrigger.Condition("OLD.money AND OLD.present AND NOT NEW.present"),
                func=_GONE_BY_TWO,
            ),
            pgtrigger.Protect(name="suspicion_stays", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.rule_id} {self.subject}"

    def get_absolute_url(self) -> str:
        """The page of the suspicion."""
        return reverse("suspicions:suspicion", args=[self.pk])

    @property
    def columns(self) -> list[str]:
        """The names of what was seen, in the order of the check."""
        return [name for name, _value in self.evidence]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide."""
        return in_backlog(self.state, self.present)

    @property
    def standing(self) -> str:
        """The state as people see it: what nobody decided and no run finds any more is gone."""
        undecided = self.state in (State.NEW, State.CHECKING)
        return GONE if undecided and not self.present else self.state


class Step(models.Model):
    """Something that happened to a suspicion, done by a person or by a run; never changed. `flow` is 1 where it came into
    the backlog, -1 where it left it."""

    suspicion = models.ForeignKey(Suspicion, models.PROTECT, related_name="steps")
    act = models.CharField("事项", max_length=12, choices=_ACTS)
    source = models.CharField(max_length=12, choices=CHOICES)
    target = models.CharField(max_length=12, choices=CHOICES)
    flow = models.SmallIntegerField(default=0)
    person = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    run = models.ForeignKey(Run, models.PROTECT, null=True, related_name="+")
    ruling = models.ForeignKey(Ruling, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间")
    words = models.TextField("说明", blank=True)

    class Meta:
        verbose_name = "疑点经过"
        ordering = ("-pk",)
        indexes = (models.Index(fields=("at",), name="steps_by_time"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)


class Evidence(models.Model):
    """A file that shows what was found out (核查证据)."""

    suspicion = models.ForeignKey(Suspicion, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name="文件")
    note = models.CharField("说明", max_length=200, blank=True)
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = "核查证据"
        ordering = ("pk",)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)
