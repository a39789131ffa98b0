"""Cases and their steps. A case's form is encrypted; steps are only added."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse

from shebao.server.operations.cases.states import FINAL, State
from shebao.server.platform.access import masks
from shebao.server.platform.scope import InScope
from shebao.server.platform.secrets.fields import SecretField
from shebao.services.listing import catalogue
from shebao.services.model import Service

_FOREVER = pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)
_ENDED = ", ".join(f"'{state}'" for state in FINAL)


class CaseQuerySet(InScope, models.QuerySet["Case"]):
    """Cases by the office that handles them."""

    organisation_path = "office__path"


class Case(models.Model):
    """One application for a service (办件), on the version of the service that it began with.

    `basis` are the rows of the record that it was put together on: it is carried out on those and no others.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("办件编号", max_length=20, unique=True)
    service = models.CharField("事项", max_length=20)
    service_version = models.CharField("事项版本", max_length=20)
    service_digest = models.CharField(max_length=64)
    office = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    person = models.BigIntegerField("个人编号", db_index=True)
    is_new = models.BooleanField(default=False)
    employer = models.BigIntegerField("单位编号", null=True, db_index=True)
    form = SecretField(verbose_name="申请内容")
    basis = ArrayField(models.BigIntegerField(), default=list)
    state = models.CharField("状态", max_length=12, choices=[(state.value, state.label) for state in State])
    version = models.IntegerField(default=1)
    eyes = models.SmallIntegerField()
    clerk = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="受理人")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="复核人"
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="审批人"
    )
    accepted_at = models.DateTimeField("受理时间")
    due_on = models.DateField("办理期限", null=True)
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
                condition=~models.Q(state="done")
                | (
                    models.Q(act__isnull=False)
                    & (models.Q(eyes__lt=2) | models.Q(reviewer__isnull=False))
                    & (models.Q(eyes__lt=3) | models.Q(approver__isnull=False))
                ),
                name="done_means_decided_and_carried_out",
            ),
        )
        indexes = (models.Index(fields=("office", "state", "accepted_at"), name="cases_of_an_office"),)
        triggers = (
            pgtrigger.Protect(
                name="ended_stays_ended",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.state IN ({_ENDED}) AND to_jsonb(NEW) - 'form' IS DISTINCT FROM to_jsonb(OLD) - 'form'"
                ),
            ),
            pgtrigger.Protect(name="never_removed", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.declared.name}"

    def get_absolute_url(self) -> str:
        """The page of the case."""
        return reverse("cases:case", args=[self.number])

    @property
    def organisation(self) -> Any:
        """The office, as the log of decisions asks for it."""
        return self.office

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


class Step(models.Model):
    """One thing that happened to a case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    number = models.IntegerField()
    label = models.CharField(max_length=20)
    state = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=1000, blank=True)
    told = ArrayField(models.TextField(), default=list)

    class Meta:
        verbose_name = "办理步骤"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("case", "number"), name="steps_of_a_case_are_numbered"),)
        triggers = (_FOREVER,)


class Person(models.Model):
    """A person as the counter shows them: made from the record for a page, never stored."""

    id = models.BigIntegerField("个人编号", primary_key=True)
    name = models.TextField("姓名")
    identity_number = models.TextField("证件号码")
    telephone = models.TextField("联系电话")
    personal: ClassVar[Mapping[str, Callable[[str], str]]] = {
        "name": str,
        "identity_number": masks.identity_number,
        "telephone": masks.telephone,
    }

    class Meta:
        managed = False
        verbose_name = "参保人"

    @property
    def subject(self) -> str:
        """The key of the person in the log of looks."""
        return f"records.subject:{self.id}"
