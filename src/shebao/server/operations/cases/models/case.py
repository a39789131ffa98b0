"""Cases (办件). The form of one is encrypted; the database keeps that an open one has a deadline, that as many people decide as
its risk asks for, and that none of them had worked on it."""

from __future__ import annotations

import json
import uuid
from datetime import date
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone

from shebao.operations.casework.states import BEFORE_ACCEPTANCE, FINAL, State
from shebao.server.operations.cases.models.scope import InScopeOfLines
from shebao.server.platform.secrets.fields import SecretField
from shebao.services.listing import catalogue
from shebao.services.model import Service

_PERSON = settings.AUTH_USER_MODEL
_ENDED = ", ".join(f"'{state}'" for state in FINAL)
_HANDED_OVER = "'{state,version,act_by,ended_at,clerk_id,form}'::text[]"
_NO_HAND_IN_IT = """
    IF EXISTS (SELECT 1 FROM cases_step s WHERE s.case_id = NEW.id AND s.by_clerk
               AND s.by_id IN (NEW.reviewer_id, NEW.approver_id)) THEN
        RAISE EXCEPTION 'who worked on a case as its clerk neither reviews nor approves it'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'no_hand_in_its_review';
    END IF;
    RETURN NEW;
"""


class Application(models.Model):
    """Several services asked for at once (一事联办): one receipt and one set of materials; each case has its own clock."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("申请编号", max_length=20, unique=True)
    name = models.CharField("名称", max_length=60)
    office = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name="受理人")
    at = models.DateTimeField("受理时间")
    code = models.CharField("校验码", max_length=16, unique=True, null=True)

    class Meta:
        verbose_name = "一事联办申请"
        triggers = (pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class CaseQuerySet(InScopeOfLines, models.QuerySet["Case"]):
    """Cases by the office that handles them."""

    organisation_path = "office__path"


class Case(models.Model):
    """One application for a service (办件), on the version of the service that it began with.

    `basis` are the rows of the record that it was put together on: it is carried out on those and no others. `due_on` is the
    last day that is promised (without a promise: the law's), `law_due_on` the law's, both None while the clock stands
    still; `act_by` is the last day of the present state, of every open one. `back_to` is where a pause leads back to,
    `rounds` how often the applicant was asked for corrections. `submission` tells a form that is sent twice.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("办件编号", max_length=20, unique=True)
    service = models.CharField("事项", max_length=20)
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="cases", verbose_name="申请")
    submission = models.UUIDField(null=True, unique=True)
    service_name = models.CharField("事项名称", max_length=200, blank=True)
    service_version = models.CharField("事项版本", max_length=20)
    service_digest = models.CharField(max_length=64)
    office = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    person = models.BigIntegerField("个人编号", null=True, db_index=True)
    is_new = models.BooleanField(default=False)
    employer = models.BigIntegerField("单位编号", null=True, db_index=True)
    form = SecretField(verbose_name="申请内容")
    basis = ArrayField(models.BigIntegerField(), default=list)
    state = models.CharField("状态", max_length=12, choices=[(state.value, state.label) for state in State])
    version = models.IntegerField(default=1)
    risk = models.CharField("风险", max_length=6, default="low")
    eyes = models.SmallIntegerField()
    submitted_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+", verbose_name="收件人")
    clerk = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+", verbose_name="受理人")
    reviewer = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+", verbose_name="复核人")
    approver = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+", verbose_name="审批人")
    made_at = models.DateTimeField("建立时间", default=timezone.now)
    begun_at = models.DateTimeField("收件时间", null=True)
    accepted_at = models.DateTimeField("受理时间", null=True)
    decided_at = models.DateTimeField("决定时间", null=True)
    due_on = models.DateField("办理期限", null=True)
    law_due_on = models.DateField("法定期限", null=True)
    act_by = models.DateField("本环节期限", null=True)
    back_to = models.CharField(max_length=12, blank=True)
    rounds = models.SmallIntegerField("补正次数", default=0)
    ended_at = models.DateTimeField("办结时间", null=True)
    act = models.ForeignKey("records.Act", models.PROTECT, null=True, related_name="+")
    receipt = models.CharField("回执校验码", max_length=16, blank=True, unique=True, null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = "办件"
        ordering = ("-accepted_at",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(clerk=models.F("reviewer"))
                & ~models.Q(clerk=models.F("approver"))
                & ~models.Q(reviewer=models.F("approver")),
                name="different_people_handle_a_case",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("done", "decided"))
                | (
                    models.Q(act__isnull=False)
                    & (models.Q(eyes__lt=2) | models.Q(reviewer__isnull=False))
                    & (models.Q(eyes__lt=3) | models.Q(approver__isnull=False))
                ),
                name="done_means_decided_and_carried_out",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=FINAL) | models.Q(act_by__isnull=False), name="an_open_case_has_a_deadline"
            ),
            models.CheckConstraint(
                condition=models.Q(risk="low") | models.Q(eyes__gte=2), name="risk_asks_for_another_person"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=(*BEFORE_ACCEPTANCE, "correcting", "withdrawn", "not_accepted"))
                | models.Q(clerk__isnull=False, accepted_at__isnull=False),
                name="what_is_in_hand_was_accepted",
            ),
        )
        indexes = (
            models.Index(fields=("office", "state", "act_by"), name="cases_of_an_office"),
            models.Index(fields=("clerk", "state"), name="cases_of_a_clerk"),
        )
        triggers = (
            pgtrigger.Protect(
                name="ended_stays_ended",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.state IN ({_ENDED}) AND to_jsonb(NEW) - 'form' IS DISTINCT FROM to_jsonb(OLD) - 'form'"
                ),
            ),
            pgtrigger.Protect(
                name="decided_is_only_handed_over",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.state = 'decided' AND (NEW.state NOT IN ('decided', 'done')"
                    f" OR to_jsonb(NEW) - {_HANDED_OVER} IS DISTINCT FROM to_jsonb(OLD) - {_HANDED_OVER})"
                ),
            ),
            pgtrigger.Trigger(
                name="no_hand_in_its_review",
                operation=pgtrigger.UpdateOf("reviewer_id", "approver_id"),
                when=pgtrigger.Before,
                func=_NO_HAND_IN_IT,
            ),
            pgtrigger.Protect(name="never_removed", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """The page of the case."""
        return reverse("cases:case", args=[self.number])

    @property
    def organisation(self) -> Any:
        """The office, as the log of decisions asks for it."""
        return self.office

    @property
    def title(self) -> str:
        """What the service was called when the case began."""
        return self.service_name or self.service

    @property
    def declared(self) -> Service:
        """The service in the version that the case began with. Raises LookupError where its file is gone or was changed."""
        found = catalogue().version(self.service, date.fromisoformat(self.service_version))
        if found is None or found.digest != self.service_digest:
            raise LookupError(f"事项 {self.service} 的 {self.service_version} 版已被改动；办件应停留在受理时的版本")
        return found

    @property
    def texts(self) -> dict[str, str]:
        """What was filled in, in clear. Who shows it masks it, or goes through `platform.access`. Raises Unreadable."""
        found: dict[str, str] = json.loads(self.form.open())
        return found
