"""Lines of the sheets: entries, budget, opening balances, plans. Columns as `accounts.importing.schema` has them; amounts in fen."""

from __future__ import annotations

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from shebao.accounts.vocabulary import BudgetKind, EntryKind, Funding, Spending
from shebao.server.accountability.unit_years.models.unit_year import UnitYear, trackers

_TEXT = {"max_length": 200, "blank": True, "default": ""}


def _choices(kinds: type[EntryKind] | type[Funding] | type[Spending] | type[BudgetKind]) -> list[tuple[str, str]]:
    return [(kind.value, kind.label) for kind in kinds]


class Line(models.Model):
    """What all lines have: their unit-year, order, code of the department's unit, amount, version of the row."""

    wall = ""

    unit_year = models.ForeignKey(UnitYear, models.CASCADE, related_name="%(class)ss")
    position = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    unit = models.CharField(_("单位编码"), **_TEXT)
    functional = models.CharField(_("功能分类科目"), max_length=7, blank=True, default="")
    project = models.CharField(_("项目"), **_TEXT)
    amount = models.BigIntegerField(_("金额（分）"))

    class Meta:
        abstract = True
        ordering = ("position", "id")
        indexes = (models.Index(fields=("unit_year", "position")),)


@pghistory.track(*trackers(), exclude=["version", "position"])
class EntryLine(Line):
    """An entry (分录)."""

    day = models.DateField(_("日期"))
    voucher = models.CharField(_("凭证号"), max_length=200)
    line = models.CharField(_("行号"), max_length=200)
    kind = models.CharField(_("类型"), max_length=16, choices=_choices(EntryKind))
    funding = models.CharField(_("资金来源"), max_length=20, choices=_choices(Funding))
    economic = models.CharField(_("经济分类科目"), max_length=5, blank=True, default="")
    spending = models.CharField(
        _("支出性质"), max_length=10, choices=_choices(Spending), blank=True, default=Spending.NONE.value
    )
    counterparty = models.CharField(_("对方"), **_TEXT)
    transfer = models.CharField(_("对方单位编码"), **_TEXT)
    note = models.CharField(_("摘要"), **_TEXT)

    class Meta(Line.Meta):
        constraints = (
            models.UniqueConstraint(fields=("unit_year", "unit", "day", "voucher", "line"), name="voucher_line_once"),
        )


@pghistory.track(*trackers(), exclude=["version", "position"])
class BudgetLine(Line):
    """A line of the initial budget, or an adjustment (预算调整) with its approval."""

    budget_kind = models.CharField(_("预算类型"), max_length=10, choices=_choices(BudgetKind))
    day = models.DateField(_("日期"), null=True, blank=True)
    document = models.CharField(_("文号"), **_TEXT)
    reason = models.CharField(_("事由"), **_TEXT)
    kind = models.CharField(_("类型"), max_length=16, choices=_choices(EntryKind))
    funding = models.CharField(_("资金来源"), max_length=20, choices=_choices(Funding))
    economic = models.CharField(_("经济分类科目"), max_length=5, blank=True, default="")
    spending = models.CharField(
        _("支出性质"), max_length=10, choices=_choices(Spending), blank=True, default=Spending.NONE.value
    )


@pghistory.track(*trackers(), exclude=["version", "position"])
class OpeningLine(Line):
    """A balance at the beginning of the year (年初结转和结余)."""

    funding = models.CharField(_("资金来源"), max_length=20, choices=_choices(Funding))
    note = models.CharField(_("摘要"), **_TEXT)


@pghistory.track(*trackers(), exclude=["version", "position"])
class PlanLine(Line):
    """Planned expenditure of a month (用款计划)."""

    month = models.PositiveSmallIntegerField(_("月份"))
