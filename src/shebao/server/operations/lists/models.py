"""Staff lists. The rows, what they come to and the problems of the file are encrypted: they name persons."""

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

from shebao.server.operations.cases.models import InScopeOfLines
from shebao.server.operations.lists.states import FINAL, State
from shebao.server.platform.secrets.fields import SecretField
from shebao.services.listing import catalogue
from shebao.services.model import Service

_FOREVER = pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)
_ENDED = ", ".join(f"'{state}'" for state in FINAL)
_SECRETS = "to_jsonb({0}) - 'content' - 'results' - 'problems'"


class StaffListQuerySet(InScopeOfLines, models.QuerySet["StaffList"]):
    """Lists by the office that handles them and the lines of their service."""

    organisation_path = "office__path"


class StaffList(models.Model):
    """One list of one employer for one service, on the version of the service that it began with.

    `content` are the rows, `results` what each comes to with the digest of its effects, `left_out` the rows that were not
    submitted. It is written as one act, on the effects that were reviewed and no others.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField("名册编号", max_length=24, unique=True)
    name = models.CharField("文件", max_length=150)
    service = models.CharField("事项", max_length=20)
    service_version = models.CharField(max_length=20)
    service_digest = models.CharField(max_length=64)
    office = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    employer = models.BigIntegerField("单位编号", db_index=True)
    state = models.CharField("状态", max_length=12, choices=[(state.value, state.label) for state in State])
    version = models.IntegerField(default=1)
    rows = models.IntegerField("人数", default=0)
    good = models.IntegerField("可办理", default=0)
    against = models.IntegerField("不能办理", default=0)
    problem_count = models.IntegerField("文件错误", default=0)
    content = SecretField(verbose_name="名册内容")
    results = SecretField(verbose_name="核对结果")
    problems = SecretField(verbose_name="文件错误")
    summary = ArrayField(models.TextField(), default=list)
    unused = ArrayField(models.TextField(), default=list)
    told = models.CharField(max_length=1000, blank=True)
    clerk = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="复核人"
    )
    uploaded_at = models.DateTimeField("上传时间")
    due_on = models.DateField("办理期限", null=True)
    ended_at = models.DateTimeField("办结时间", null=True)
    act = models.ForeignKey("records.Act", models.PROTECT, null=True, related_name="+")

    objects = StaffListQuerySet.as_manager()

    class Meta:
        verbose_name = "人员名册"
        ordering = ("-uploaded_at",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(clerk=models.F("reviewer")), name="different_people_handle_a_list"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("applying", "done")) | models.Q(reviewer__isnull=False),
                name="a_list_is_written_after_review",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(act__isnull=False), name="a_list_is_done_by_an_act"
            ),
        )
        indexes = (models.Index(fields=("office", "state", "uploaded_at"), name="lists_of_an_office"),)
        triggers = (
            pgtrigger.Protect(
                name="ended_stays_ended",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.state IN ({_ENDED}) AND {_SECRETS.format('NEW')} IS DISTINCT FROM {_SECRETS.format('OLD')}"
                ),
            ),
            pgtrigger.Protect(
                name="what_was_brought_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "number",
                    "service",
                    "service_version",
                    "service_digest",
                    "office",
                    "employer",
                    "clerk",
                    "uploaded_at",
                ),
            ),
            pgtrigger.Protect(name="never_removed", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        """The page of the list."""
        return reverse("lists:one", args=[self.number])

    @property
    def organisation(self) -> Any:
        """The office, as the log of decisions asks for it."""
        return self.office

    @property
    def declared(self) -> Service:
        """The service in the version that the list began with. Raises LookupError where its file is gone or was changed."""
        found = catalogue().version(self.service, date.fromisoformat(self.service_version))
        if found is None or found.digest != self.service_digest:
            raise LookupError(f"事项 {self.service} 的 {self.service_version} 版已被改动；名册应停留在上传时的版本")
        return found

    def opened(self, field: str) -> list[Any]:
        """The rows, results or problems in clear. Who shows them masks them, or goes through `platform.access`."""
        sealed = getattr(self, field)
        found: list[Any] = json.loads(sealed.open()) if sealed is not None else []
        return found

    def keep(self, field: str, rows: list[Any]) -> None:
        """Sets the rows, results or problems."""
        setattr(self, field, json.dumps(rows, ensure_ascii=False, separators=(",", ":")))


class ListStep(models.Model):
    """One thing that happened to a list; `by` is nobody where the system did it."""

    list = models.ForeignKey(StaffList, models.PROTECT, related_name="steps")
    number = models.IntegerField()
    label = models.CharField(max_length=40)
    state = models.CharField(max_length=12)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name = "名册办理步骤"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("list", "number"), name="steps_of_a_list_are_numbered"),)
        triggers = (_FOREVER,)
