"""Bills by payer, files as they came, receipts, entries of other books, months settled, refunds. All but refunds only grow."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.urls import reverse

from shebao.operations.collection.matching import Match
from shebao.operations.collection.reconciling import Book
from shebao.operations.exchange import State
from shebao.operations.record.lines import insurance_lines
from shebao.server.operations.collection.declares import REFUND_WORDS
from shebao.server.platform.scope import InScope

_FOREVER = pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)
_OTHER_BOOKS = (Book.TREASURY, Book.SPECIAL)


class OfficeQuerySet(InScope, models.QuerySet[Any]):
    """Rows by the office that works on them."""

    organisation_path = "office__path"


class Bill(models.Model):
    """What a payer (an employer, else the person) owes for a month in a line, as the record said up to `known_at`. Each version
    states the whole; `people` tells who is in it, so that a change of persons with the same sums is a version too."""

    payer = models.BigIntegerField()
    line = models.CharField(max_length=24)
    month = models.DateField()
    version = models.IntegerField()
    heads = models.IntegerField()
    unit = models.BigIntegerField()
    person_share = models.BigIntegerField()
    people = models.BigIntegerField()
    due_on = models.DateField()
    known_at = models.DateTimeField()

    class Meta:
        verbose_name = "核定单"
        constraints = (
            models.UniqueConstraint(fields=("payer", "line", "month", "version"), name="a_bill_has_a_version_once"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="billed_by_whole_months"),
            models.CheckConstraint(
                condition=models.Q(unit__gte=0, person_share__gte=0, heads__gte=0, version__gte=1), name="bills_are_not_negative"
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=("month", "line"), name="bills_of_months"),)
        triggers = (_FOREVER,)

    def __str__(self) -> str:
        return f"{self.payer} {self.line} {self.month:%Y-%m} 第 {self.version} 版"


class Settlement(models.Model):
    """Everything that a version of a bill asks for has come: each person in it has paid."""

    bill = models.OneToOneField(Bill, models.PROTECT, primary_key=True, related_name="settlement")
    at = models.DateTimeField()

    class Meta:
        verbose_name = "足额到账"
        triggers = (_FOREVER,)


class BillFile(models.Model):
    """Bills sent to the tax authority: those after `after` up to `last`, by number."""

    sequence = models.IntegerField()
    office = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    sender = models.CharField("接收方", max_length=100)
    period = models.CharField("费款所属期", max_length=7)
    after = models.BigIntegerField()
    last = models.BigIntegerField()
    rows = models.BigIntegerField("户次")
    unit = models.BigIntegerField()
    person_share = models.BigIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = "核定单文件"
        ordering = ("-sequence",)
        constraints = (models.UniqueConstraint(fields=("office", "sequence"), name="bills_are_sent_in_order"),)
        triggers = (_FOREVER,)

    def __str__(self) -> str:
        return f"第 {self.sequence} 次核定单"

    @property
    def organisation(self) -> Any:
        """The office, as the log of decisions asks for it."""
        return self.office


class File(models.Model):
    """A delivery of the tax authority, the treasury or the finance bureau: taken whole, known already, or quarantined."""

    office = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    contract = models.CharField(max_length=60)
    title = models.CharField("文件", max_length=60)
    sender = models.CharField("发送方", max_length=100)
    sequence = models.BigIntegerField("次序号")
    period = models.CharField("期间", max_length=40, blank=True)
    state = models.CharField("状态", max_length=12, choices=[(state.value, state.title) for state in State])
    rows = models.BigIntegerField("行数")
    amount = models.BigIntegerField("金额", default=0)
    reasons = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField("接收时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="接收人")

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = "征缴文件"
        ordering = ("-at", "-pk")
        triggers = (_FOREVER,)

    def __str__(self) -> str:
        return f"{self.title} 第 {self.sequence} 次"

    def get_absolute_url(self) -> str:
        """The page of the file."""
        return reverse("collection:file", args=[self.pk])

    @property
    def organisation(self) -> Any:
        """The office, as the log of decisions asks for it."""
        return self.office


class Receipt(models.Model):
    """A receipt of the tax authority. The payer is whom it names, known here or not; `match` is what it was when it came."""

    file = models.ForeignKey(File, models.PROTECT, related_name="receipts", db_index=False)
    line_no = models.IntegerField()
    number = models.CharField("单据号", max_length=60, unique=True)
    payer = models.BigIntegerField()
    line = models.CharField(max_length=24)
    month = models.DateField()
    unit = models.BigIntegerField()
    person_share = models.BigIntegerField()
    late_fee = models.BigIntegerField()
    paid_on = models.DateField()
    match = models.CharField(max_length=10, choices=[(each.value, each.label) for each in Match])

    class Meta:
        verbose_name = "缴款单据"
        constraints = (
            models.UniqueConstraint(fields=("file", "line_no"), name="a_row_of_a_file_is_taken_once"),
            models.CheckConstraint(
                condition=models.Q(unit__gte=0, person_share__gte=0, late_fee__gte=0), name="receipts_are_not_negative"
            ),
        )
        indexes = (
            models.Index(fields=("payer", "line", "month"), name="receipts_of_bills"),
            models.Index(fields=("paid_on", "line"), name="receipts_by_day"),
            models.Index(fields=("match",), name="receipts_held", condition=models.Q(match__in=("over", "unmatched"))),
        )
        triggers = (_FOREVER,)

    def __str__(self) -> str:
        return self.number

    @property
    def label(self) -> str:
        """The line of insurance."""
        return insurance_lines()[self.line].short


class Entry(models.Model):
    """A receipt as the treasury or the special account has it; nothing keeps a book from having it twice."""

    file = models.ForeignKey(File, models.PROTECT, related_name="entries")
    line_no = models.IntegerField()
    book = models.CharField(max_length=10, choices=[(each.value, each.label) for each in _OTHER_BOOKS])
    receipt = models.CharField("单据号", max_length=60)
    line = models.CharField(max_length=24)
    amount = models.BigIntegerField()
    day = models.DateField()

    class Meta:
        verbose_name = "入账"
        indexes = (
            models.Index(fields=("receipt",), name="entries_of_receipts"),
            models.Index(fields=("day", "line"), name="entries_by_day"),
        )
        triggers = (_FOREVER,)

    @property
    def label(self) -> str:
        """The line of insurance."""
        return insurance_lines()[self.line].short


class Refund(models.Model):
    """Money that nobody owes goes back to its payer: proposed by one, approved by another, then a line for payments."""

    receipt = models.ForeignKey(Receipt, models.PROTECT, related_name="refunds")
    office = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    unit = models.BigIntegerField()
    person_share = models.BigIntegerField()
    reason = models.CharField("原因", max_length=500)
    state = models.CharField(
        "状态", max_length=10, choices=[(key, word) for key, (word, _tone) in REFUND_WORDS.items()]
    )
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="复核人"
    )
    at = models.DateTimeField("提出时间")
    decided_at = models.DateTimeField("复核时间", null=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = "退费"
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(
                fields=("receipt",), condition=models.Q(state="proposed"), name="one_open_refund_a_receipt"
            ),
            models.CheckConstraint(condition=~models.Q(maker=models.F("checker")), name="different_people_refund"),
            models.CheckConstraint(
                condition=models.Q(state="proposed") | models.Q(checker__isnull=False), name="a_refund_is_decided_by_somebody"
            ),
            models.CheckConstraint(
                condition=models.Q(unit__gte=0, person_share__gte=0) & ~models.Q(unit=0, person_share=0),
                name="a_refund_gives_something",
            ),
        )  # fmt: skip
        triggers = (
            pgtrigger.Protect(
                name="decided_stays_decided",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.state <> 'proposed'"),
            ),
            pgtrigger.Protect(
                name="what_was_proposed_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("receipt", "office", "unit", "person_share", "reason", "maker", "at"),
            ),
            pgtrigger.Protect(name="never_removed", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"单据 {self.receipt} 退费"

    @property
    def organisation(self) -> Any:
        """The office, as the log of decisions asks for it."""
        return self.office
