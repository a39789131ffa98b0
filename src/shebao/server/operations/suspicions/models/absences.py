"""Suspicions about money that a run found no more: they stay until another person than who brought the run agrees."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from shebao.server.operations.suspicions.models.runs import OfAgency, Run
from shebao.server.operations.suspicions.states import ABSENCE_CHOICES, AbsenceState
from shebao.server.platform.organisations.models import Organisation

_PERSON = settings.AUTH_USER_MODEL
_SAID = (AbsenceState.APPROVED.value, AbsenceState.REJECTED.value)


class Absence(models.Model):
    """What a run no longer found of an agency's suspicions about money (待确认消除), as one matter for the second person."""

    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="机构")
    run = models.OneToOneField(Run, models.PROTECT, related_name="absence", verbose_name="核查结果")
    count = models.PositiveIntegerField("疑点数")
    digest = models.CharField("所含疑点的摘要", max_length=64)
    state = models.CharField("状态", max_length=10, choices=ABSENCE_CHOICES, default=AbsenceState.WAITING.value)
    brought_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+", verbose_name="导入人")
    checked_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+", verbose_name="确认人")
    checked_at = models.DateTimeField("确认时间", null=True)
    words = models.TextField("确认意见", blank=True)

    objects = OfAgency.as_manager()

    class Meta:
        verbose_name = "待确认消除"
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state__in=_SAID) | (Q(checked_by__isnull=False) & ~Q(checked_by=F("brought_by"))),
                name="absence_agreed_by_another",
            ),
        )
        triggers = (
            pgtrigger.Protect(
                name="said_once",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state=AbsenceState.WAITING.value),
            ),
            pgtrigger.Protect(
                name="brought_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__brought_by_id__df=pgtrigger.F("new__brought_by_id"))
                | pgtrigger.Q(old__run_id__df=pgtrigger.F("new__run_id"))
                | pgtrigger.Q(old__agency_id__df=pgtrigger.F("new__agency_id"))
                | pgtrigger.Q(old__count__df=pgtrigger.F("new__count"))
                | pgtrigger.Q(old__digest__df=pgtrigger.F("new__digest")),
            ),
            pgtrigger.Protect(name="absence_stays", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.run}：{self.count} 个涉及资金的疑点未再发现"

    def get_absolute_url(self) -> str:
        """The page of the matter."""
        return reverse("suspicions:absence", args=[self.pk])

    @property
    def organisation(self) -> Organisation:
        """Whose suspicions they are, for the log."""
        return self.agency
