"""What a closing says beside its tables: comparison with the prior year, annex figures, drill-down to the units."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from shebao.accounts.closing.amounts import Address
from shebao.accounts.closing.closing import Closing
from shebao.money import divide_half_up, printed_change

COMPARED = {
    "收支总计": Address("income_and_expenditure", "in.grand_total", "amount"),
    "本年收入合计": Address("income_and_expenditure", "in.total", "amount"),
    "本年支出合计": Address("income_and_expenditure", "out.total", "amount"),
    "基本支出": Address("expenditure", "total", "basic"),
    "项目支出": Address("expenditure", "total", "project"),
    "财政拨款收支总计": Address("appropriation_balance", "in.grand_total", "amount"),
    "一般公共预算财政拨款支出": Address("general_budget_expenditure", "total", "total"),
    "人员经费": Address("basic_expenditure", "personnel", "amount"),
    "公用经费": Address("basic_expenditure", "operating", "amount"),
    "“三公”经费": Address("three_public", "row", "actual.total"),
    "因公出国（境）费": Address("three_public", "row", "actual.abroad"),
    "公务用车购置费": Address("three_public", "row", "actual.vehicle_purchase"),
    "公务用车运行维护费": Address("three_public", "row", "actual.vehicle_operation"),
    "公务接待费": Address("three_public", "row", "actual.reception"),
    "年末结转和结余": Address("income_and_expenditure", "out.carry_over", "amount"),
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """A measure this year and the year before, in fen; `rate` is the change in percent, None where there was nothing."""

    name: str
    current: int
    prior: int

    @property
    def difference(self) -> int:
        """This year minus the prior year, in fen."""
        return self.current - self.prior

    @property
    def rate(self) -> Decimal | None:
        """The change in percent of the prior year, one decimal, as far as the printed figures bear it."""
        return printed_change(self.current, self.prior) if self.prior > 0 else None


def percent(part: int, whole: int) -> Decimal:
    """The share in percent, one decimal, rounded half up; zero of nothing."""
    return Decimal(divide_half_up(part * 1000, whole)).scaleb(-1) if whole > 0 else Decimal("0.0")


def comparisons(closing: Closing) -> Iterator[Comparison]:
    """The main measures against the prior year; nothing where the prior year is not known."""
    if closing.prior is not None:
        for name, address in COMPARED.items():
            current, prior = closing.amounts.get(address, 0), closing.prior.amounts.get(address, 0)
            if current or prior:
                yield Comparison(name, current, prior)


def annex_figures(closing: Closing) -> dict[str, dict[str, int | str | None]]:
    """The annex by topic: counts as whole numbers, amounts (keys ending in _fen) in fen, shares in percent as text."""
    annex, amounts = closing.annex, closing.amounts
    procurement, counts, staff = annex.procurement, annex.three_public, annex.staff
    operating = amounts.get(COMPARED["公用经费"], 0)
    items = {
        column: amounts.get(Address("three_public", "row", f"actual.{column}"), 0)
        for column in ("total", "abroad", "vehicle_purchase", "vehicle_operation", "reception")
    }
    return {
        "three_public": {
            **{f"{name}_fen": amount for name, amount in items.items()},
            **{name: getattr(counts, name) for name in counts.__dataclass_fields__},
        },
        "running_costs": {"amount_fen": operating if annex.running_costs else None},
        "procurement": {
            "total_fen": procurement.total,
            **{f"{name}_fen": getattr(procurement, name) for name in procurement.__dataclass_fields__},
            "small_medium_share": str(percent(procurement.small_medium, procurement.total)),
            "micro_share": str(percent(procurement.micro, procurement.total)),
        },
        "vehicles": {"total": sum(count for _, count in annex.vehicles), **dict(annex.vehicles)},
        "equipment": {"over_one_million": annex.equipment},
        "staff": {name: getattr(staff, name) for name in staff.__dataclass_fields__},
    }
