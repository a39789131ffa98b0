"""What the desk compares over units and years: amounts, and shares and amounts a head that do not depend on size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shebao.money import divide_half_up, format_amount, wan

STAFF = "在职人数"
BUDGET = "全年预算"
SPENT = "预算内支出"
Figures = Mapping[str, int]
PUBLISHED: Mapping[str, str] = {
    "“三公”经费": "three_public",
    "因公出国（境）费": "three_public.abroad",
    "公务用车购置费": "three_public.vehicle_purchase",
    "公务用车运行维护费": "three_public.vehicle_operation",
    "公务接待费": "three_public.reception",
    "机关运行经费": "running_costs",
    "公用经费": "operating",
    "人员经费": "personnel",
    "本年支出合计": "expenditure_total",
    "年末结转和结余": "carry_over_out",
}


class Kind(StrEnum):
    """How an indicator is shown: 万元, percent, or 元 a head."""

    AMOUNT = "万元"
    PERCENT = "%"
    A_HEAD = "元/人"


@dataclass(frozen=True)
class Indicator:
    """One thing that is compared. `value` is in the unit that `kind` names; None where an operand is not known."""

    id: str
    title: str
    kind: Kind
    value: Callable[[Figures], Decimal | None]
    explanation: str
    needs: tuple[str, ...]
    depends_on_size: bool = False

    def text(self, value: Decimal | None) -> str:
        """The value as it is shown, with two decimals; a dash where it is not known."""
        return "—" if value is None else format_amount(value, 2)


def _amount(id_: str, measure: str) -> Indicator:
    def value(figures: Figures) -> Decimal | None:
        return wan(figures[measure]) if measure in figures else None

    return Indicator(id_, measure, Kind.AMOUNT, value, f"{measure}，万元。", (measure,), depends_on_size=True)


def _share(id_: str, title: str, part: str, whole: str, explanation: str) -> Indicator:
    def value(figures: Figures) -> Decimal | None:
        if part not in figures or figures.get(whole, 0) <= 0:
            return None
        return Decimal(divide_half_up(figures[part] * 10_000, figures[whole])).scaleb(-2)

    return Indicator(id_, title, Kind.PERCENT, value, explanation, (part, whole))


def _a_head(id_: str, title: str, measure: str, explanation: str) -> Indicator:
    def value(figures: Figures) -> Decimal | None:
        if measure not in figures or figures.get(STAFF, 0) <= 0:
            return None
        return Decimal(divide_half_up(figures[measure], figures[STAFF])).scaleb(-2)

    return Indicator(id_, title, Kind.A_HEAD, value, explanation, (measure, STAFF))


INDICATORS: Mapping[str, Indicator] = {
    indicator.id: indicator
    for indicator in (
        _amount("three-public", "“三公”经费"),
        _amount("abroad", "因公出国（境）费"),
        _amount("vehicle-purchase", "公务用车购置费"),
        _amount("vehicle-operation", "公务用车运行维护费"),
        _amount("reception", "公务接待费"),
        _amount("running-costs", "机关运行经费"),
        _amount("operating", "公用经费"),
        _amount("personnel", "人员经费"),
        _amount("expenditure", "本年支出合计"),
        _amount("carry-over", "年末结转和结余"),
        _a_head("personnel-a-head", "人均人员经费", "人员经费", "人员经费 ÷ 年末在职人数。"),
        _a_head("operating-a-head", "人均公用经费", "公用经费", "公用经费 ÷ 年末在职人数。"),
        _share("execution", "预算执行率", SPENT, BUDGET, "全年预算（含调整）范围内的支出 ÷ 全年预算。"),
        _share(
            "three-public-share", "“三公”经费占支出的比重", "“三公”经费", "本年支出合计", "“三公”经费 ÷ 本年支出合计。"
        ),
        _share("personnel-share", "人员经费占支出的比重", "人员经费", "本年支出合计", "人员经费 ÷ 本年支出合计。"),
        _share(
            "carry-over-share",
            "结转结余占支出的比重",
            "年末结转和结余",
            "本年支出合计",
            "年末结转和结余 ÷ 本年支出合计。",
        ),
    )
}
