"""Printed numbers: whole steps of the last printed digit, quotients rounded half up."""

from dataclasses import dataclass


def quotient(part: int, whole: int, decimals: int) -> int:
    """`part / whole` in steps of 10^-decimals, half away from zero."""
    scaled, sign = abs(part) * 10**decimals, -1 if part < 0 else 1
    return sign * ((2 * scaled + whole) // (2 * whole))


def decimal(steps: int, decimals: int) -> str:
    if decimals == 0:
        return str(steps)
    whole, rest = divmod(abs(steps), 10**decimals)
    return f"{'-' if steps < 0 else ''}{whole}.{rest:0{decimals}d}"


def trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class Printing:
    """How one report prints: unit of money, decimals, rates, thousands, trailing zeros in the narrative."""

    unit: str
    decimals: int
    rate_decimals: int
    thousands: bool
    trim: bool

    def cell(self, steps: int) -> str:
        text = decimal(steps, self.decimals)
        if not self.thousands:
            return text
        whole, dot, rest = text.partition(".")
        return f"{int(whole):,}{dot}{rest}" if not whole.startswith("-") else "-" + f"{int(whole[1:]):,}{dot}{rest}"

    def said(self, steps: int) -> str:
        return trimmed(self.cell(steps)) if self.trim else self.cell(steps)

    def rate(self, part: int, whole: int) -> str:
        text = decimal(quotient(100 * part, whole, self.rate_decimals), self.rate_decimals)
        return f"{trimmed(text) if self.trim else text}%"

    @property
    def scale(self) -> int:
        """Steps in 10,000 yuan."""
        return 10**self.decimals * (1 if self.unit == "万元" else 10_000)
