"""How numbers are printed in running text: the same throughout a report."""

from __future__ import annotations

from decimal import Decimal

from shebao.money import round_half_up

_HUNDRED = Decimal(100)


def amount_text(value: Decimal) -> str:
    """An amount as the tables print it: thousands separators and two decimals."""
    return f"{round_half_up(value, 2):,.2f}"


def rate_of(part: Decimal, whole: Decimal, decimals: int) -> Decimal:
    """part ÷ whole in percent, rounded half up. The whole is not zero."""
    return round_half_up(part * _HUNDRED / whole, decimals)


def rate_text(value: Decimal) -> str:
    """A rate with its sign of percent."""
    return f"{value:f}%"


def score_text(value: Decimal) -> str:
    """Points as a form prints them: no trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def joined(names: list[str]) -> str:
    """Names as a Chinese list."""
    return "、".join(names)
