"""How a report prints: place and year, figures, brackets."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from synthetic.accounts import WAN
from synthetic.pieces import Mark

PLACES = {"wuhan": "武汉市", "shanghai": "上海市"}


@dataclass(frozen=True, slots=True)
class Style:
    """`place` and `year` say which outline; `separators`, `trim` (1,777.5) and `rate_digits` how figures print; `wide`
    brackets in 项 names; `zeros` whether empty cells print 0.00; `formulas` and `line_numbers` as under Wuhan's tables."""

    place: str
    year: int
    separators: bool = False
    trim: bool = False
    rate_digits: int = 1
    wide: bool = False
    zeros: bool = False
    line_numbers: bool = True

    @property
    def pack(self) -> str:
        """The outline's name."""
        return f"{self.place}-{self.year}"

    def digits(self, fen: int) -> str:
        """An amount in 万元 as printed."""
        value = (Decimal(fen) / WAN).quantize(Decimal("0.01"), ROUND_HALF_UP)
        text = f"{value:,.2f}" if self.separators else f"{value:.2f}"
        return text.rstrip("0").rstrip(".") if self.trim else text

    def cell(self, fen: int) -> str:
        """An amount in a table; blank where zero, unless the style prints zeros. Tables keep their decimals."""
        if not fen and not self.zeros:
            return ""
        value = (Decimal(fen) / WAN).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return f"{value:,.2f}" if self.separators else f"{value:.2f}"

    def money(self, fen: int, *, loose: bool = False, touched: bool = True) -> tuple[Mark, str]:
        """An amount with its unit."""
        return Mark(self.digits(fen), "amount", touched, loose), "万元"

    def rate(self, part: int, whole: int, *, touched: bool = True, loose: bool = False) -> Mark:
        """part ÷ whole in percent, as printed."""
        value = (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal(1).scaleb(-self.rate_digits), ROUND_HALF_UP)
        text = f"{value:f}"
        if self.trim and "." in text:
            text = text.rstrip("0").rstrip(".")
        return Mark(f"{text}%", "rate", touched, loose)

    def levels(self, *names: str) -> str:
        """社会保障和就业支出（类）… with the style's brackets."""
        left, right = ("（", "）") if self.wide else ("(", ")")
        return "".join(f"{name}{left}{level}{right}" for name, level in zip(names, ("类", "款", "项"), strict=False))
