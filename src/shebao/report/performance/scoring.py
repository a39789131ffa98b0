"""The arithmetic of performance scores: the share of the weight that an actual earns against its target."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shebao.money import Interval, exactly
from shebao.report.performance.quantity import Bound, Quantity

_ONE = Decimal(1)
_FULL = exactly(1)
_COST = re.compile(r"成本|经费|费用|支出|造价|单价|投入")
_LOWER = re.compile(
    r"投诉|差错|错误|失误|事故|故障|违规|违法|失业率|逾期|滞后|偏差|偏离|响应|时间|时长|时限|天数|排放|能耗|消耗|死亡|流失|"
    r"不合格|空置|闲置|退回|返工|(成本|经费|费用|支出|数量|人数).{0,4}增长率|结转结余率|变动率|下降|降低|减少"
)


class Direction(StrEnum):
    """Whether more is better (正向指标) or less is better (反向指标)."""

    HIGHER = "higher"
    LOWER = "lower"


class Mismatch(StrEnum):
    """Why a target and an actual do not compare; the text is shown to people."""

    UNIT = "目标值与实际值的计量单位不同"
    ZERO = "目标值为零或负数，不能作比"
    SCALE = "目标值与实际值一个带“万”等倍数、一个不带单位，量级不明"
    PERIOD = "目标值按期计、实际值不按期计，口径不明"


@dataclass(frozen=True, slots=True)
class Pair:
    """A target and an actual in the same base: `target` range and what the actual's print allows."""

    low: Decimal
    high: Decimal
    actual: Interval
    bound: Bound


def align(target: Quantity, actual: Quantity) -> Pair | Mismatch:
    """Target and actual in one unit: a bare number takes the other's unit; a period target counts over the year."""
    factor = _ONE
    if target.bare != actual.bare and not target.unit.dimension and not actual.unit.dimension:
        bare, full = (target, actual) if target.bare else (actual, target)
        if full.low and not (Decimal("0.1") <= abs(bare.low / full.low) <= 10):
            return Mismatch.SCALE
    if target.unit.dimension != actual.unit.dimension:
        adopted = _adopt(target, actual)
        if adopted is None:
            return Mismatch.UNIT
        if isinstance(adopted, Mismatch):
            return adopted
        target, actual = adopted
    if target.per_year and actual.per_year:
        actual = _scaled(actual, Decimal(actual.per_year))
        factor = Decimal(target.per_year)
    elif target.per_year and target.per_year > 1:
        yearly = target.high * target.per_year
        if actual.value < yearly and actual.value >= target.low:
            return Mismatch.PERIOD
        factor = Decimal(target.per_year) if actual.value >= yearly else _ONE
    return Pair(target.low * factor, target.high * factor, actual.interval, target.bound)


def _scaled(quantity: Quantity, factor: Decimal) -> Quantity:
    return Quantity(
        quantity.bound, quantity.low * factor, quantity.high * factor, quantity.interval.scaled(factor), quantity.unit,
        quantity.bare, quantity.per_year, quantity.label, quantity.text, quantity.strict,
    )  # fmt: skip


def _adopt(target: Quantity, actual: Quantity) -> tuple[Quantity, Quantity] | Mismatch | None:
    """Both with the unit of the one that has it, where the other is without unit; None where both differ."""
    if target.unit.dimension and actual.unit.dimension:
        return None
    bare, full = (target, actual) if not target.unit.dimension else (actual, target)
    if not bare.bare:
        return target, actual
    factor = full.low / _printed_value(full) if _printed_value(full) else _ONE
    candidate = _scaled(bare, factor)
    if factor > 1 and full.low and not (Decimal("0.1") <= abs(candidate.low / full.low) <= 10):
        return Mismatch.SCALE
    return (candidate, full) if bare is target else (full, candidate)


def _printed_value(quantity: Quantity) -> Decimal:
    found = re.search(r"[-−]?\d[\d,]*(?:\.\d+)?", quantity.text)
    return Decimal(found.group().replace(",", "").replace("−", "-")) if found else Decimal(0)


def direction_of(target: Quantity, actual: Quantity | None, name: str, group: str) -> tuple[Direction, bool]:
    """The direction of an indicator and whether its own sign states it; where it does not, cost and adverse measures
    (成本, 投诉, 响应时间) are taken as lower-is-better."""
    if target.bound is Bound.AT_LEAST:
        return Direction.HIGHER, True
    if target.bound is Bound.AT_MOST:
        return Direction.LOWER, True
    if target.bound is Bound.RANGE:
        return Direction.HIGHER, True
    if ("成本" in group and "成本" in group[:4]) or _LOWER.search(name) or _COST.search(name):
        lower = not re.search(
            r"(减少|降低|下降|节约|压减|覆盖|到位|发放|执行|完成|保障).{0,6}(率|量|数|额|幅度|程度)?$", name
        )
        return (Direction.LOWER if lower else Direction.HIGHER), False
    return Direction.HIGHER, False


def earned(pair: Pair, direction: Direction) -> Interval | None:
    """The share (0…1) of its weight that the actual earns: actual ÷ target, or target ÷ actual for lower-is-better,
    never above 1; None where a ratio needs a positive target and there is none (备注2: 权重*B/A, 权重*A/B)."""
    actual = pair.actual
    middle = (actual.low + actual.high) / 2
    if pair.low <= middle <= pair.high:
        return _FULL
    if pair.low <= 0 and pair.bound in {Bound.PLAIN, Bound.EXACT}:
        return None
    if pair.bound is Bound.RANGE:
        direction, target = (Direction.HIGHER, pair.low) if middle < pair.low else (Direction.LOWER, pair.high)
    else:
        target = pair.low
    if direction is Direction.HIGHER:
        if middle >= target:
            return _FULL
        return _capped(Interval(actual.low / target, actual.high / target)) if target > 0 else None
    if middle <= target:
        return _FULL
    if actual.low <= 0 or target < 0:
        return None
    return _capped(Interval(target / actual.high, target / actual.low))


def _capped(share: Interval) -> Interval:
    return Interval(min(max(share.low, Decimal(0)), _ONE), min(max(share.high, Decimal(0)), _ONE))
