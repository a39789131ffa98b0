"""Years of accounts and what else moves them, insert-only: a year that changes has a new version, the last one holds."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models

from shebao.operations.record.lines import insurance_lines
from shebao.server.operations.personal_accounts.declares import OPEN, WORDS
from shebao.server.platform.scope import InScope

_FOREVER = pgtrigger.Protect(name="never_changes", operation=pgtrigger.Update | pgtrigger.Delete)


class Movement(models.Model):
    """What came to an account or left it in a month beside contributions, in fen. `carried` is the balance at the end of the year
    before the month, as another system or place handed it over. `basis` names the act, message or decision."""

    class Kind(models.TextChoices):
        CARRIED = "carried", "移交余额"
        TRANSFER_IN = "transfer_in", "转入"
        TRANSFER_OUT = "transfer_out", "转出"
        PAID_OUT = "paid_out", "支付"
        ADJUSTED = "adjusted", "更正"

    person = models.BigIntegerField()
    line = models.CharField(max_length=24)
    month = models.DateField()
    kind = models.CharField(max_length=12, choices=Kind.choices)
    amount = models.BigIntegerField()
    basis = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "个人账户变动"
        constraints = (
            models.UniqueConstraint(fields=("person", "line", "kind", "basis"), name="a_movement_happens_once"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="accounts_move_by_whole_months"),
            models.CheckConstraint(
                condition=models.Q(kind="adjusted") | models.Q(amount__gt=0), name="only_corrections_are_below_zero"
            ),
        )
        triggers = (_FOREVER,)


class AccountYear(models.Model):
    """A year of an account in fen, with the years and index of the history: `months` paid, their mean base, the index in ten
    thousandths. `rate` in millionths is null while none is published: then there is no interest yet."""

    person = models.BigIntegerField()
    line = models.CharField(max_length=24)
    year = models.IntegerField()
    version = models.IntegerField()
    opening = models.BigIntegerField()
    credited = models.BigIntegerField()
    interest = models.BigIntegerField()
    rate = models.IntegerField(null=True)
    transfer_in = models.BigIntegerField()
    transfer_out = models.BigIntegerField()
    paid_out = models.BigIntegerField()
    adjusted = models.BigIntegerField()
    closing = models.BigIntegerField()
    months = models.IntegerField()
    base = models.BigIntegerField()
    average = models.BigIntegerField(null=True)
    index = models.IntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "个人账户年度"
        constraints = (
            models.UniqueConstraint(fields=("person", "line", "year", "version"), name="a_year_has_a_version_once"),
            models.CheckConstraint(
                condition=models.Q(
                    closing=models.F("opening")
                    + models.F("credited")
                    + models.F("interest")
                    + models.F("transfer_in")
                    - models.F("transfer_out")
                    - models.F("paid_out")
                    + models.F("adjusted")
                ),
                name="a_year_adds_up",
            ),
        )
        indexes = (models.Index(fields=("line", "year"), name="years_of_accounts"),)
        triggers = (_FOREVER,)


class AccountRunQuerySet(InScope, models.QuerySet["AccountRun"]):
    """Runs by the office that carries them out."""

    organisation_path = "office__path"


class AccountRun(models.Model):
    """A year of a line closed for a place: computed without writing, reviewed by another, then written as it was reviewed, or
    reviewed again where payments came meanwhile. Sums in fen."""

    line = models.CharField(max_length=24)
    place = models.CharField("参保地", max_length=6)
    year = models.IntegerField("年度")
    office = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+", verbose_name="经办机构")
    state = models.CharField("状态", max_length=10, choices=[(key, word) for key, (word, _tone) in WORDS.items()])
    maker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="发起人")
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="复核人"
    )
    at = models.DateTimeField("发起时间")
    rate = models.IntegerField(null=True)
    accounts = models.BigIntegerField("账户", default=0)
    written = models.BigIntegerField("有变化", default=0)
    credited = models.BigIntegerField(default=0)
    interest = models.BigIntegerField(default=0)
    closing = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField("不能记账", default=0)
    told = models.CharField(max_length=500, blank=True)

    objects = AccountRunQuerySet.as_manager()

    class Meta:
        verbose_name = "个人账户年度记账"
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(
                fields=("line", "place", "year"), condition=models.Q(state__in=OPEN), name="one_open_run_a_year"
            ),
            models.CheckConstraint(condition=~models.Q(maker=models.F("checker")), name="different_people_close_accounts"),
            models.CheckConstraint(
                condition=~models.Q(state__in=("writing", "done")) | models.Q(checker__isnull=False),
                name="accounts_are_written_after_review",
            ),
        )  # fmt: skip
        triggers = (
            pgtrigger.Protect(
                name="ended_stays_ended",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.state IN ('done', 'refused', 'faulty')"),
            ),
            pgtrigger.Protect(name="never_removed", operation=pgtrigger.Delete),
        )

    def __str__(self) -> str:
        return f"{self.year} 年{self.label}个人账户记账"

    @property
    def label(self) -> str:
        """The line of insurance."""
        return insurance_lines()[self.line].short

    @property
    def organisation(self) -> Any:
        """The office, as the log of decisions asks for it."""
        return self.office
