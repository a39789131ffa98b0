"""A form with its scores: what scoring gives and validation looks at."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from shebao.money import round_half_up
from shebao.performance.model import FormData, Indicator
from shebao.performance.problems import Finding, Level
from shebao.report.performance import Scheme

_HUNDRED = Decimal(100)


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
        return f"{self.how}，得 {short(self.indicator.weight)}×{percent(self.share)}＝{short(self.score)} 分"


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


def percent(share: Decimal) -> str:
    """A share as percent with at most two decimals, trailing zeros dropped."""
    return f"{short(round_half_up(share * _HUNDRED, 2))}%"


def short(value: Decimal) -> str:
    """A number without trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
