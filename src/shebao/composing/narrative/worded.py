"""Comparisons and completions as sentences use them: each word prints its figure and states its claim."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from shebao.composing.narrative.lookup import Quantity, SentenceError
from shebao.composing.narrative.printing import amount_text, rate_of, rate_text
from shebao.composing.narrative.voice import Voice, derived
from shebao.report.statements import Aspect, Direction


class Worded:
    """An object whose properties have Chinese names."""

    words: ClassVar[Mapping[str, str]] = {}

    def __getitem__(self, name: str) -> Any:
        """The property of that name. Raises SentenceError where there is none."""
        if name not in self.words:
            raise SentenceError(f"没有“{name}”这个词；可用的有 {'、'.join(self.words)}")
        found = getattr(self, self.words[name])
        return found() if callable(found) and not isinstance(found, Worded) else found


class Comparison(Worded):
    """An amount beside last year's (变动)."""

    words: ClassVar[Mapping[str, str]] = {
        "无上年数": "is_first",
        "持平": "is_level",
        "增加": "is_up",
        "零基数": "is_from_zero",
        "增减": "verb",
        "增减的": "because",
        "升降": "rise",
        "差额": "difference",
        "幅度": "rate",
        "平": "level",
        "本年": "current",
    }

    def __init__(self, voice: Voice, quantity: Quantity, base: Quantity | None, decimals: int) -> None:
        self._voice, self._quantity, self._base, self._decimals = voice, quantity, base, decimals

    @property
    def quantity(self) -> Quantity:
        """This year's amount."""
        return self._quantity

    def is_first(self) -> bool:
        """Whether nothing is known of last year."""
        return self._base is None

    def _gap(self) -> Decimal:
        return self._quantity.value - self._prior().value

    def _prior(self) -> Quantity:
        if self._base is None:
            raise SentenceError("没有上年数，不能比较；请先判断“无上年数”")
        return self._base

    def is_level(self) -> bool:
        """Whether both print the same."""
        return self._base is not None and self._gap() == 0

    def is_up(self) -> bool:
        """Whether it grew."""
        return self._base is not None and self._gap() > 0

    def is_from_zero(self) -> bool:
        """Whether there was nothing last year, so that no rate can be told."""
        return self._base is not None and self._base.value == 0

    def verb(self) -> str:
        """增加 or 减少."""
        return "增加" if self.is_up() else "减少"

    def because(self) -> str:
        """增加的 or 减少的, before a reason."""
        self._voice.claim_reason(self._quantity, self._direction(), Aspect.PRIOR)
        return f"{self.verb()}的"

    def rise(self) -> str:
        """增长 or 下降."""
        return "增长" if self.is_up() else "下降"

    def _direction(self) -> Direction:
        return Direction.UP if self.is_up() else Direction.DOWN

    def difference(self) -> str:
        """By how much it changed."""
        now, then, value = self._quantity, self._prior(), abs(self._gap())
        high, low = (now, then) if self.is_up() else (then, now)
        formula = f"{amount_text(high.value)}－{amount_text(low.value)}＝{amount_text(value)}{now.unit}"
        figure, slot = self._voice.figure(amount_text(value), value, now.unit, derived(formula, now, then))
        self._voice.claim_change(now, then, direction=self._direction(), difference=figure)
        return slot

    def rate(self) -> str:
        """By how many percent it changed."""
        now, then = self._quantity, self._prior()
        rate = rate_of(abs(self._gap()), then.value, self._decimals)
        formula = f"{amount_text(abs(self._gap()))}÷{amount_text(then.value)}×100%＝{rate_text(rate)}"
        figure, slot = self._voice.figure(f"{rate:f}", rate, "%", derived(formula, now, then))
        self._voice.claim_change(now, then, rate_direction=self._direction(), rate=figure)
        return slot

    def level(self) -> str:
        """持平."""
        self._voice.claim_change(self._quantity, self._prior(), direction=Direction.LEVEL)
        return "持平"

    def current(self) -> str:
        """This year's amount, printed."""
        return self._voice.state(self._quantity)


class Fulfilment(Worded):
    """An amount beside its budget (完成)."""

    words: ClassVar[Mapping[str, str]] = {
        "有预算表": "is_known",
        "有预算": "is_budgeted",
        "有决算": "is_spent",
        "有数": "is_printed",
        "持平": "is_level",
        "大于": "is_above",
        "偏差大": "is_far",
        "预算": "budget",
        "决算": "actual",
        "完成率": "rate",
        "大小": "order",
        "平": "level",
        "差额": "difference",
    }

    def __init__(
        self, voice: Voice, actual: Quantity, budget: Quantity | None, named: Aspect, decimals: int, far: Decimal
    ) -> None:
        self._voice, self._actual, self._budget = voice, actual, budget
        self._named, self._decimals, self._far = named, decimals, far

    @property
    def quantity(self) -> Quantity:
        """What was spent."""
        return self._actual

    def is_known(self) -> bool:
        """Whether the folder holds budgets."""
        return self._budget is not None

    def is_budgeted(self) -> bool:
        """Whether the budget is above zero."""
        return self._budget is not None and self._budget.value > 0

    def is_spent(self) -> bool:
        """Whether anything was spent."""
        return self._actual.value != 0

    def is_printed(self) -> bool:
        """Whether the tables print a budget or spending, be it 0.00."""
        return self._actual.printed or (self._budget is not None and self._budget.printed)

    def is_level(self) -> bool:
        """Whether both print the same."""
        return self._budget is not None and self._actual.value == self._budget.value

    def is_above(self) -> bool:
        """Whether more was spent than budgeted."""
        return self._budget is not None and self._actual.value > self._budget.value

    def is_far(self) -> bool:
        """Whether the deviation is so large that the place asks for its reason."""
        if self._budget is None or self.is_level():
            return False
        if not self.is_budgeted():
            return True
        return abs(self._actual.value - self._budget.value) * 100 >= self._far * self._budget.value

    def _planned(self) -> Quantity:
        if self._budget is None:
            raise SentenceError("没有预算数，不能说明完成情况；请先判断“有预算表”")
        return self._budget

    def budget(self) -> str:
        """The budget, printed."""
        return self._voice.state(self._planned())

    def actual(self) -> str:
        """What was spent, printed."""
        return self._voice.state(self._actual)

    def rate(self) -> str:
        """Spent in percent of the budget."""
        return self._voice.claim_completion(self._actual, self._planned(), self._named, self._decimals)

    def order(self) -> str:
        """大于 or 小于."""
        direction = Direction.UP if self.is_above() else Direction.DOWN
        self._voice.claim_reason(self._actual, direction, self._named)
        return "大于" if self.is_above() else "小于"

    def level(self) -> str:
        """持平."""
        self._voice.claim_reason(self._actual, Direction.LEVEL, self._named)
        return "持平"

    def difference(self) -> str:
        """By how much it differs from the budget."""
        now, then = self._actual, self._planned()
        value = abs(now.value - then.value)
        high, low = (now, then) if self.is_above() else (then, now)
        formula = f"{amount_text(high.value)}－{amount_text(low.value)}＝{amount_text(value)}{now.unit}"
        figure, slot = self._voice.figure(amount_text(value), value, now.unit, derived(formula, now, then))
        direction = Direction.UP if self.is_above() else Direction.DOWN
        self._voice.claim_change(now, then, direction=direction, difference=figure)
        return slot
