"""Lists as they came, row by row, what they come to, and who was visited. Only the decision about a list is written later."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse

from shebao.operations.coverage.findings import Standing, kinds
from shebao.operations.coverage.matching import Match
from shebao.server.operations.coverage.declares import WORDS
from shebao.server.platform.access import masks
from shebao.server.platform.scope import InScope
from shebao.server.platform.secrets.fields import SecretField
from shebao.server.platform.secrets.normal import identity_number

_FOREVER = pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)
_ENDED = "('quarantined', 'repeated', 'taken', 'done', 'refused', 'faulty')"


class ListQuerySet(InScope, models.QuerySet["PartnerList"]):
    """Lists by the office that works on them."""

    organisation_path = "office__path"


class PartnerList(models.Model):
    """A delivery of another department: taken whole, known already, or quarantined. A list of people in hardship becomes part of
    the record when another confirms it."""

    office = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    contract = models.CharField(max_length=60)
    title = models.CharField("名单", max_length=60)
    sender = models.CharField("发送方", max_length=100)
    sequence = models.BigIntegerField("次序号")
    month = models.DateField("月份", null=True)
    state = models.CharField("状态", max_length=12, choices=[(key, word) for key, (word, _tone) in WORDS.items()])
    rows = models.BigIntegerField("人数")
    matched = models.BigIntegerField("已对应", default=0)
    reasons = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField("接收时间")
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="接收人")
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    decided_at = models.DateTimeField("确认时间", null=True)
    told = models.CharField(max_length=500, blank=True)
    act = models.ForeignKey("records.Act", models.PROTECT, null=True, related_name="+")

    objects = ListQuerySet.as_manager()

    class Meta:
        verbose_name = "部门名单"
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(condition=~models.Q(maker=models.F("checker")), name="different_people_confirm_lists"),
            models.CheckConstraint(
                condition=~models.Q(state__in=("writing", "done")) | models.Q(checker__isnull=False),
                name="a_list_is_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(month__isnull=True) | models.Q(month__day=1), name="lists_are_of_whole_months"
            ),
        )  # fmt: skip
        triggers = (
            pgtrigger.Protect(
                name="ended_stays_ended",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(f"OLD.state IN {_ENDED}"),
            ),
            pgtrigger.Protect(
                name="what_came_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "office", "contract", "sender", "sequence", "month", "rows", "sha256", "at", "maker"
                ),
            ),
            pgtrigger.Protect(name="never_removed", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.month:%Y-%m}" if self.month else f"{self.title} 第 {self.sequence} 次"

    def get_absolute_url(self) -> str:
        """The page of the list."""
        return reverse("coverage:list", args=[self.pk])

    @property
    def organisation(self) -> Any:
        """The office, as the log of decisions asks for it."""
        return self.office


class ListedRow(models.Model):
    """Somebody on a list, or an employer: whom it is about as the sender wrote it, and who that is in the record. `subject_id` is
    the number that theirs belongs to, even where the row was not taken for them. `code` is the category, or the employer's
    credit code; `said` whatever else the row says."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    list = models.ForeignKey(PartnerList, models.PROTECT, related_name="listed")
    line_no = models.IntegerField("行")
    match = models.CharField(max_length=10, choices=[(each.value, each.label) for each in Match])
    subject_id = models.BigIntegerField(null=True, db_index=True)
    code = models.CharField(max_length=24, blank=True)
    number = SecretField("号码", normal=identity_number)
    name = SecretField("姓名或名称")
    said = models.JSONField(default=dict)
    personal: ClassVar[Mapping[str, Callable[[str], str]]] = {"name": masks.name, "number": masks.identity_number}

    class Meta:
        verbose_name = "名单里的一行"
        ordering = ("line_no",)
        constraints = (models.UniqueConstraint(fields=("list", "line_no"), name="a_row_of_a_list_is_taken_once"),)
        triggers = (pgtrigger.Protect(name="never_removed", operation=pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.list} 第 {self.line_no} 行"

    @property
    def organisation(self) -> Any:
        """The office, as the log of decisions asks for it."""
        return self.list.office

    @property
    def subject(self) -> str:
        """Whose data it is: the person of the record, else the row itself."""
        return f"records.subject:{self.subject_id}" if self.subject_id else f"coverage.listedrow:{self.pk}"


class Measure(models.Model):
    """What a list came to when it was compared with the record: by kind how many it concerns and how many there are."""

    list = models.ForeignKey(PartnerList, models.PROTECT, related_name="measures")
    version = models.IntegerField()
    kind = models.CharField(max_length=20)
    should = models.BigIntegerField()
    reached = models.BigIntegerField()
    gap = models.BigIntegerField()
    open = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "比对结果"
        ordering = ("-version", "pk")
        constraints = (
            models.UniqueConstraint(fields=("list", "version", "kind"), name="a_list_is_measured_once_a_version"),
            models.CheckConstraint(
                condition=models.Q(should=models.F("reached") + models.F("gap") + models.F("open")),
                name="everybody_counted_is_reached_or_not",
            ),
        )
        triggers = (_FOREVER,)

    @property
    def label(self) -> str:
        """What is counted."""
        return kinds()[self.kind]

    @property
    def share(self) -> str:
        """Reached of all that could be judged, in percent."""
        known = self.reached + self.gap
        return f"{self.reached * 10000 // known / 100:.2f}%" if known else "—"


class Gap(models.Model):
    """Somebody of whom it is not so, or cannot be said."""

    row = models.ForeignKey(ListedRow, models.PROTECT, related_name="gaps")
    list = models.ForeignKey(PartnerList, models.PROTECT, related_name="+", db_index=False)
    version = models.IntegerField()
    kind = models.CharField(max_length=20)
    standing = models.CharField(max_length=8, choices=[(each.value, each.label) for each in Standing])
    told = models.CharField("情况和办法", max_length=300)
    district = models.CharField("区划", max_length=6, blank=True)

    class Meta:
        verbose_name = "未落实"
        constraints = (models.UniqueConstraint(fields=("row", "version", "kind"), name="a_gap_is_found_once"),)
        indexes = (models.Index(fields=("list", "version", "kind", "standing"), name="gaps_of_lists"),)
        triggers = (_FOREVER,)


class Visit(models.Model):
    """Somebody of a list was asked: what came of it."""

    class Result(models.TextChoices):
        INSURED = "insured", "已办理参保"
        PROMISED = "promised", "愿意办理"
        ELSEWHERE = "elsewhere", "已在外地参保"
        REFUSED = "refused", "不愿参保"
        AWAY = "away", "联系不上"
        WRONG = "wrong", "名单有误，退回部门"

    row = models.ForeignKey(ListedRow, models.PROTECT, related_name="visits")
    result = models.CharField("结果", max_length=10, choices=Result.choices)
    words = models.CharField("说明", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="跟进人")

    class Meta:
        verbose_name = "跟进"
        ordering = ("-at",)
        triggers = (_FOREVER,)
