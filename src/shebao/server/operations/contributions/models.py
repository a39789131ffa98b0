"""Runs of a month's assessment: control totals, whom they change most, what could not be assessed. What is owed is the record's."""

from __future__ import annotations

import uuid
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse

from shebao.fields.identifiers.divisions import divisions
from shebao.server.operations.contributions.states import FINAL, OPEN, State
from shebao.server.platform.scope import InScope

_FOREVER = pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)
_NEWS = ("new", "changed", "lifted")
_ENDED = ", ".join(f"'{state}'" for state in FINAL)


class RunQuerySet(InScope, models.QuerySet["MonthRun"]):
    """Runs by the office that carries them out."""

    organisation_path = "office__path"


class MonthRun(models.Model):
    """One run over everybody of a place for a month: frozen, computed, reviewed by another, written as one act."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("编号", max_length=24, unique=True)
    place = models.CharField("参保地", max_length=6)
    month = models.DateField("费款所属期")
    office = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    state = models.CharField("状态", max_length=12, choices=[(state.value, state.label) for state in State])
    version = models.IntegerField(default=1)
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="核定人")
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="复核人"
    )
    started_at = models.DateTimeField("开始时间")
    frozen_at = models.DateTimeField("数据截至", null=True)
    ended_at = models.DateTimeField("办结时间", null=True)
    rows = models.BigIntegerField("人次", default=0)
    rejected = models.BigIntegerField("不能核定", default=0)
    told = models.CharField(max_length=1000, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    act = models.ForeignKey("records.Act", models.PROTECT, null=True, related_name="+")

    objects = RunQuerySet.as_manager()

    class Meta:
        verbose_name = "应缴核定"
        ordering = ("-started_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("place", "month"),
                condition=models.Q(state__in=tuple(state.value for state in OPEN)),
                name="one_open_run_a_month",
            ),
            models.CheckConstraint(condition=~models.Q(maker=models.F("checker")), name="different_people_assess"),
            models.CheckConstraint(
                condition=~models.Q(state__in=("applying", "done")) | models.Q(checker__isnull=False),
                name="a_run_is_written_after_review",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(act__isnull=False), name="a_run_is_done_by_an_act"
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="ended_stays_ended", operation=pgtrigger.Update, condition=pgtrigger.Condition(f"OLD.state IN ({_ENDED})")
            ),
            pgtrigger.Protect(
                name="what_was_begun_stays", operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("number", "place", "month", "office", "maker", "started_at"),
            ),
            pgtrigger.Protect(name="never_removed", operation=pgtrigger.Delete),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} 应缴核定 {self.number}"

    def get_absolute_url(self) -> str:
        """The page of the run."""
        return reverse("contributions:run", args=[self.number])

    @property
    def organisation(self) -> Any:
        """The office, as the log of decisions asks for it."""
        return self.office

    @property
    def place_name(self) -> str:
        """The place by its name; one that has none (synthetic) by its code."""
        found = divisions().get(self.place)
        return found.name if found else self.place


class RunTotal(models.Model):
    """Control total of a run: so many lines of persons in a line of insurance, what became of them and why, in fen a month."""

    run = models.ForeignKey(MonthRun, models.PROTECT, related_name="totals")
    line = models.CharField(max_length=24)
    change = models.CharField(max_length=12)
    reason = models.CharField(max_length=20)
    rows = models.BigIntegerField()
    unit = models.BigIntegerField()
    person_share = models.BigIntegerField()
    unit_before = models.BigIntegerField()
    person_before = models.BigIntegerField()

    class Meta:
        verbose_name = "控制总数"
        ordering = ("line", "change", "reason")
        constraints = (models.UniqueConstraint(fields=("run", "line", "change", "reason"), name="one_total_of_a_kind"),)
        triggers = (_FOREVER,)

    @property
    def is_news(self) -> bool:
        """Whether it changes the record."""
        return self.change in _NEWS


class RunGap(models.Model):
    """Why lines of persons could not be assessed, and how many."""

    run = models.ForeignKey(MonthRun, models.PROTECT, related_name="gaps")
    reason = models.CharField(max_length=200)
    rows = models.BigIntegerField()

    class Meta:
        verbose_name = "不能核定"
        ordering = ("-rows",)
        triggers = (_FOREVER,)


class _Amounts(models.Model):
    """What is owed before and after, in fen a month, by rank of the difference."""

    rank = models.IntegerField()
    unit = models.BigIntegerField()
    person_share = models.BigIntegerField()
    unit_before = models.BigIntegerField()
    person_before = models.BigIntegerField()

    class Meta:
        abstract = True

    @property
    def before(self) -> int:
        """What was owed."""
        return self.unit_before + self.person_before

    @property
    def now(self) -> int:
        """What is owed with the run."""
        return self.unit + self.person_share

    @property
    def difference(self) -> int:
        """More than before."""
        return self.now - self.before


class RunPerson(_Amounts):
    """A person's line among those that a run changes most for a reason, as the reviewer sees it before it is written."""

    run = models.ForeignKey(MonthRun, models.PROTECT, related_name="persons")
    line = models.CharField(max_length=24)
    change = models.CharField(max_length=12)
    reason = models.CharField(max_length=20)
    person = models.ForeignKey("records.Subject", models.PROTECT, related_name="+", db_index=False)
    employer = models.ForeignKey("records.Subject", models.PROTECT, null=True, related_name="+", db_index=False)
    base = models.BigIntegerField()

    class Meta:
        verbose_name = "变化最大的人员"
        ordering = ("line", "change", "reason", "rank")
        constraints = (
            models.UniqueConstraint(fields=("run", "line", "change", "reason", "rank"), name="one_person_of_a_rank"),
        )
        triggers = (_FOREVER,)


class RunEmployer(_Amounts):
    """An employer among those that a run changes most, over all lines."""

    run = models.ForeignKey(MonthRun, models.PROTECT, related_name="employers")
    employer = models.ForeignKey("records.Subject", models.PROTECT, related_name="+", db_index=False)
    rows = models.BigIntegerField()

    class Meta:
        verbose_name = "变化最大的单位"
        ordering = ("rank",)
        constraints = (models.UniqueConstraint(fields=("run", "rank"), name="one_employer_of_a_rank"),)
        triggers = (_FOREVER,)
