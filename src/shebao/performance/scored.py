"""A form with its scores: what scoring gives and validation looks at."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from shebao.money import round_half_up
from shebao.performance.model import FormData, Indicator
from shebao.performance.problems import Finding, Level
from shebao.report.performance import Scheme

_HUNDRED = Decimal(100)
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class ScoredIndicator:
    """An indicator with its score (None where it cannot be scored), the share of the weight, and how it was derived."""

    indicator: Indicator
    score: Decimal | None
    share: Decimal | None
    how: str
    quantitative: bool
    ratio: Decimal | None = None  # actual ÷ target as completion, above 1 where over-fulfilled
    presumed: bool = False  # lower-is-better by its nature only, not by a sign or a person

    @property
    def derivation(self) -> str:
        """How the score came about, in one sentence; why there is none, where there is none."""
        if self.share is None or self.score is None:
            return self.how
        return f"{self.how}，得 {earned_of(self.indicator.weight, self.share, self.score)}"


@dataclass(frozen=True, slots=True)
class ScoredForm:
    """A form with all scores; `total` is None where one of them is missing."""

    form: FormData
    scheme: Scheme
    rate: Decimal | None
    execution_score: Decimal | None
    execution_derivation: str
    indicators: tuple[ScoredIndicator, ...]
    total: Decimal | None
    problems: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether no problem of level error was found."""
        return all(problem.level is not Level.ERROR for problem in self.problems)


def earned_of(points: Decimal, share: Decimal, score: Decimal) -> str:
    """The score as an equation that holds as printed: where it was rounded, the product and then the rounding."""
    product, said = points * share, f"{short(points)}×{percent(share)}"
    shown = round_half_up(product, _SHOWN)
    is_exact = shown == product and share * _HUNDRED == round_half_up(share * _HUNDRED, 2)
    equation = f"{said}{'＝' if is_exact else '≈'}{short(shown)}"
    return f"{equation} 分" if shown == score else f"{equation}，四舍五入为 {short(score)} 分"


def percent(share: Decimal) -> str:
    """A share as percent with at most two decimals, trailing zeros dropped."""
    return f"{short(round_half_up(share * _HUNDRED, 2))}%"


def short(value: Decimal) -> str:
    """A number without trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
