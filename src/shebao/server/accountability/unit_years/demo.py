"""The demo's unit-years: the example units in the year that they published, and years after it derived from that one.

A derived year has the entries and budgets of the example scaled by a number of thousandths and moved in time. Its figures are no
unit's real ones, which its first document says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from shebao.accounts.vocabulary import EntryKind, Funding
from shebao.money import divide_half_up, wan
from shebao.server.accountability.unit_years import folder, recompute
from shebao.server.accountability.unit_years.models import Closing, PerformanceForm, UnitYear
from shebao.server.accountability.unit_years.sheets import SHEETS, Sheet
from shebao.server.accountability.unit_years.starting import prior_of
from shebao.server.accountability.unit_years.storing import append
from shebao.server.platform.people.demo import CITY_CENTRE, DISTRICT_BUREAU, EXAMPLES, FINANCE_BUREAU, organisation

_TYPED = ("执行率得分", "总分", "年中执行数", "分值标注")
_NEUTRAL = "年度工作安排变化"
_PARAGRAPH = "演示数据：由上一年度的例子按比例推算，不是真实数字。"


@dataclass(frozen=True, slots=True)
class Derived:
    """A year derived from the one before: amounts in thousandths of it, entries up to the end of a month."""

    year: int
    thousandths: int
    until: int = 12


@dataclass(frozen=True, slots=True)
class Example:
    """An example folder, whose it is, and the years derived from it."""

    folder: str
    organisation: str
    later: tuple[Derived, ...]


DEMO = (
    Example("city-centre-2023", CITY_CENTRE, (Derived(2024, 1031), Derived(2025, 1018, 9))),
    Example("district-bureau-2021", DISTRICT_BUREAU, (Derived(2022, 987), Derived(2023, 1024))),
    Example("finance-bureau-2024", FINANCE_BUREAU, (Derived(2025, 1012, 9),)),
)


def load() -> None:
    """Makes the unit-years that are not there yet, with their results. Does nothing where the examples are not installed."""
    for example in DEMO:
        if (EXAMPLES / "accounts" / example.folder).is_dir():
            _load(example)


def _load(example: Example) -> None:
    owner = organisation(example.organisation)
    year = int(example.folder.rsplit("-", 1)[1])
    before = UnitYear.objects.filter(organisation=owner, fiscal_year=year).first()
    if before is None:
        before = folder.load(EXAMPLES / "accounts" / example.folder, owner)
        recompute.run(before.pk)
    for derived in example.later:
        made = UnitYear.objects.filter(organisation=owner, fiscal_year=derived.year).first()
        before = made or _derive(before, derived)


def _derive(before: UnitYear, derived: Derived) -> UnitYear:
    with transaction.atomic():
        made = UnitYear.objects.create(
            organisation=before.organisation,
            fiscal_year=derived.year,
            settings=before.settings,
            annex=before.annex,
            words={**before.words, "organisation": _said(before.words.get("organisation", [])), "reasons": {}},
            prior=prior_of(before.organisation, derived.year),
        )
        for name in ("budget", "entries"):
            append(SHEETS[name], made.pk, _scaled(SHEETS[name], before, derived))
        append(SHEETS["opening"], made.pk, _carried(before))
    recompute.run(made.pk)
    if derived.until == 12:
        _evaluate(before, made, derived)
        _fill(made)
    return made


def _said(paragraphs: list[str]) -> list[str]:
    return [*(text for text in paragraphs if text != _PARAGRAPH), _PARAGRAPH]


def _evaluate(before: UnitYear, made: UnitYear, derived: Derived) -> None:
    """The self-evaluation forms of the year before with this year's money, without the scores that were typed in then."""
    spent = dict(made.figures.values_list("measure", "amount_fen"))
    for form in before.performance_forms.all():
        data = {key: value for key, value in form.data.items() if key not in _TYPED}
        data["指标"] = [{key: value for key, value in row.items() if key != "得分"} for row in data["指标"]]
        data["填报日期"] = f"{derived.year + 1}年3月31日"
        for key in ("年初预算数", "全年预算数", "执行数"):
            if key in data:
                data[key] = str(
                    divide_half_up(int(Decimal(data[key]) * 100) * derived.thousandths, 1000) / Decimal(100)
                )
        if form.kind == PerformanceForm.Kind.OVERALL:
            named = {
                "全年预算数": "本年支出合计",
                "执行数": "本年支出合计",
                "基本支出": "基本支出",
                "项目支出": "项目支出",
            }
            data |= {key: str(wan(spent[measure])) for key, measure in named.items()}
        PerformanceForm.objects.create(
            unit_year=made, kind=form.kind, name=form.name, position=form.position, data=data
        )
    recompute.run(made.pk)


def _rows(sheet: Sheet, unit_year: UnitYear) -> Iterator[dict[str, Any]]:
    for row in sheet.model.objects.filter(unit_year=unit_year).order_by("position").values(*sheet.fields):
        yield dict(row)


def _scaled(sheet: Sheet, before: UnitYear, derived: Derived) -> list[dict[str, Any]]:
    """Lines of the year scaled: budgets rounded up, spending down, income half up, so that nothing is overspent."""
    rows = []
    for row in _rows(sheet, before):
        if row["day"] is not None:
            row["day"] = _moved(row["day"], derived.year)
        if sheet.id == "entries" and row["day"].month > derived.until:
            continue
        product = row["amount"] * derived.thousandths
        spent = row["kind"] == EntryKind.EXPENDITURE.value and sheet.id == "entries"
        row["amount"] = (
            product // 1000 if spent else -(-product // 1000) if sheet.id == "budget" else divide_half_up(product, 1000)
        )
        rows.append(row)
    return _balanced(rows) if sheet.id == "entries" else rows


def _moved(day: date, year: int) -> date:
    return day.replace(year=year, day=min(day.day, 28) if day.month == 2 else day.day)


def _balanced(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Income of a source raised to what was spent of it, as appropriations are: the last income line takes the rest."""
    left: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        left[row["funding"]] += row["amount"] * (-1 if row["kind"] == EntryKind.EXPENDITURE.value else 1)
    for row in reversed(rows):
        short = left[row["funding"]]
        if row["kind"] == EntryKind.INCOME.value and short < 0:
            row["amount"] -= short
            left[row["funding"]] = 0
    return rows


def _carried(before: UnitYear) -> list[dict[str, Any]]:
    """The balances at the end of the year before, by source of appropriation and for everything else together."""
    document = Closing.objects.get(unit_year=before).document["tables"]
    whole = _fen(document, "income_and_expenditure", "out.carry_over", "amount")
    general = _fen(document, "appropriation_balance", "out.carry_over", Funding.GENERAL.value)
    balances = {Funding.GENERAL.value: general, Funding.OTHER.value: whole - general}
    blank = dict.fromkeys(("unit", "functional", "project", "note"), "")
    return [{**blank, "funding": funding, "amount": amount} for funding, amount in balances.items() if amount > 0]


def _fen(tables: Mapping[str, Any], table: str, row: str, column: str) -> int:
    return int(tables.get(table, {}).get(row, {}).get(column, {}).get("fen", 0))


def _fill(made: UnitYear) -> None:
    """Neutral words where the composer misses some, so that a complete report can be shown."""
    reasons = {
        gap["field"].removeprefix("reasons."): _NEUTRAL
        for gap in Closing.objects.get(unit_year=made).gaps
        if gap["field"].startswith("reasons.")
    }
    UnitYear.objects.filter(pk=made.pk).update(words={**made.words, "reasons": reasons})
    recompute.run(made.pk)
