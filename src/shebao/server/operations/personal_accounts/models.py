"""Years of accounts and what else moves them, insert-only: a year that changes has a new version, the last one holds."""

from __future__ import annotations

import pgtrigger
from django.db import models

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
