"""Quantities of running text as comparable values, and which of two printed numbers may be a slip of the other."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from shebao.auditing.verdicts import Operand
from shebao.money import Interval, exactly, format_amount
from shebao.report import Report
from shebao.report.provenance import Figure, Place
from shebao.report.quantities import Quantity

_FEWEST_DIGITS = 3
_MEASURED = frozenset(
    {"元", "公里", "米", "亩", "公顷", "平方米", "平方公里", "立方米", "吨", "公斤", "小时", "千瓦时", "升", "%"}
)


def interval_of(quantity: Quantity) -> Interval:
    """The true values of a quantity in its unit without multiple: what is counted one by one is exact."""
    figure = quantity.figure
    if quantity.scale == 1 and figure.number.decimals == 0 and quantity.unit not in _MEASURED:
        return exactly(figure.value)
    if figure.value == 0 and figure.number.decimals == 0:
        return exactly(0)
    return figure.interval.scaled(quantity.scale)


def shown(quantity: Quantity) -> str:
    """The figure as printed with its unit."""
    return f"{quantity.figure.text} {quantity.figure.unit}".strip()


def show(value: Decimal, like: Quantity) -> str:
    """A value in the unit without multiple, as `like` is printed."""
    decimals = like.figure.number.decimals
    amount = value / like.scale
    exact = -amount.normalize().as_tuple().exponent  # type: ignore[operator]
    return f"{format_amount(amount, min(max(decimals, exact if like.scale == 1 else decimals), 6))} {like.figure.unit}".strip()


def operand(quantity: Quantity) -> Operand:
    """A quantity as an operand of a finding."""
    return Operand(quantity.noun or "此处", shown(quantity), quantity.clause)


def figures_at(report: Report) -> Mapping[tuple[Place, str], Figure]:
    """The figures of running text by place and digits (without separators)."""
    return {(q.figure.source.place, bare(q.figure.text)): q.figure for q in report.quantities.all}


def bare(digits: str) -> str:
    """A printed number without separators of thousands."""
    return digits.replace(",", "").replace("，", "")


def is_slip(one: str, other: str) -> bool:
    """Whether two printed numbers differ by one digit, by one digit more, or by two neighbours that changed places."""
    left, right = bare(one), bare(other)
    if len(left.partition(".")[2]) == len(right.partition(".")[2]):
        left, right = left.replace(".", ""), right.replace(".", "")
    if left == right:
        return False
    if len(left) == len(right):
        wrong = [index for index, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
        swapped = (
            len(wrong) == 2
            and wrong[1] == wrong[0] + 1
            and sorted(left[wrong[0] : wrong[1] + 1]) == sorted(right[wrong[0] : wrong[1] + 1])
        )
        return len(wrong) == 1 or swapped
    short, long = sorted((left, right), key=len)
    return len(long) == len(short) + 1 and any(long[:index] + long[index + 1 :] == short for index in range(len(long)))


def is_swap(text: str, value: Decimal) -> bool:
    """Whether a printed number of three or more digits is `value` with two neighbouring digits changed round: what no list that merely
    leaves something out is off by."""
    digits = bare(text)
    decimals = len(digits.partition(".")[2])
    if value < 0 or len(digits) < _FEWEST_DIGITS:
        return False
    other = f"{value:.{decimals}f}"
    wrong = [index for index, (a, b) in enumerate(zip(digits, other, strict=False)) if a != b]
    return len(other) == len(digits) and len(wrong) == 2 and wrong[1] == wrong[0] + 1 and is_slip(digits, other)
