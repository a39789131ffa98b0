"""One row divided: which of its tokens are the name, the target, the actual, the weight and the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from shebao.reading.forms import costs
from shebao.reading.forms.columns import Column
from shebao.reading.forms.prices import DEAREST, NEVER, NUMERIC, VALUES, Ending, Part, Prices
from shebao.reading.forms.tokens import Gap, Token
from shebao.report.performance import quantities

FAR = 0.85
"""A division by so much dearer than the best is no doubt (search.CERTAIN)."""
_MANY = 12  # tokens of a row from which only marked ends of cells part it, where the file marks them
_ONE_TOKEN = frozenset(("weight", "score", "review", "completion"))
_PAIR_GAIN = 1.5
_NAME_GAIN = 1.8
_BEST_NAME = 1.6  # by so much a name can be cheaper than nothing


@dataclass(frozen=True, slots=True)
class Division:
    """Tokens by role, as (start, stop); `cost`, and `second`: the cost of the best division that an audit would take other
    values from; `values` are those, `points` and `second_points` where the two have weight and score."""

    parts: dict[str, Part]
    cost: float
    second: float
    values: tuple[object, ...]
    points: tuple[Part, ...]
    second_points: tuple[Part, ...]


class _Best:
    """The best division so far, and the best of those that read other values."""

    __slots__ = ("bound", "cost", "parts", "second", "second_parts", "values")

    def __init__(self) -> None:
        self.cost = DEAREST
        self.parts: tuple[Part, ...] = ()
        self.values: tuple[object, ...] = ()
        self.second = NEVER
        self.second_parts: tuple[Part, ...] = ()
        self.bound = DEAREST  # what a division must cost less than to matter

    def take(self, cost: float, parts: tuple[Part, ...], values: tuple[object, ...]) -> None:
        """One more division."""
        if cost < self.cost:
            if self.parts and values != self.values:
                self.second, self.second_parts = self.cost, self.parts
            self.cost, self.parts, self.values = cost, parts, values
        elif values != self.values and cost < self.second:
            self.second, self.second_parts = cost, parts
        self.bound = min(self.second, self.cost + FAR)


class _Bounded(NamedTuple):
    """For rows with one end: where parts can end, and the least that the rest of a row costs, by role and position."""

    ends: dict[Part, list[Ending]]
    least: dict[Part, float]


class Divider:
    """Divides rows of one table, whose columns its heads name. `tried` counts the steps that were tried."""

    def __init__(self, tokens: Sequence[Token], columns: Sequence[Column], cells: bool, tabs: int) -> None:
        self.tokens = tokens
        self.columns = [
            column
            for column in columns
            if column.role not in {"level_one", "level_two", "level_weight", "label", "ordinal"}
        ]
        self.roles = [column.role for column in self.columns]
        self.of_target = [self.roles.index(role) for role in ("relation", "target", "unit") if role in self.roles]
        self.cells = cells
        self.tried = 0
        self.prices = Prices(tokens, self.columns, cells, tabs)
        self.text = self.prices.text
        self.hinted = self.prices.hinted
        self.known: dict[Part, Division | None] = {}
        self.stop = -1
        self.bounded: dict[int, _Bounded] = {}
        self.ends: dict[Part, list[Ending]] = {}
        self.least: dict[Part, float] = {}
        self.earning = [_earning(self.roles[number:]) for number in range(len(self.roles))]
        self.gains = [_BEST_NAME if "name" in self.roles[number:] else 0.0 for number in range(len(self.roles) + 1)]
        self.tails = [_fixed_tail(self.roles[number + 1 :]) for number in range(len(self.roles))]

    def divide(self, start: int, stop: int) -> Division | None:
        """The best division of tokens[start:stop], None where there is none."""
        key = (start, stop)
        if key not in self.known:
            best = _Best()
            if self.at_least(start, stop) < DEAREST:
                self._extend(0, start, stop, 0.0, (), best)
            self.known[key] = self._division(best)
        return self.known[key]

    def at_least(self, start: int, stop: int) -> float:
        """What no division of tokens[start:stop] costs less than."""
        self._end_at(start, stop)
        return self._least(0, start) - self.earning[0] if self.roles else NEVER

    def _end_at(self, start: int, stop: int) -> None:
        """What was found out about rows that end before tokens[stop] is at hand; of rows that end before `start` it is
        forgotten."""
        if stop == self.stop:
            return
        self.stop = stop
        if stop not in self.bounded:
            for past in [each for each in self.bounded if each <= start]:
                del self.bounded[past]
            self.bounded[stop] = _Bounded({}, {})
        self.ends, self.least = self.bounded[stop]

    def _division(self, best: _Best) -> Division | None:
        if not best.parts:
            return None
        parts = {role: part for role, part in zip(self.roles, best.parts, strict=True) if part[1] > part[0]}
        points = self._points(best.parts)
        return Division(parts, best.cost, best.second, best.values, points, self._points(best.second_parts) or points)

    def _points(self, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """Where a division has the weight and the score."""
        return tuple(part for role, part in zip(self.roles, parts, strict=False) if role in {"weight", "score"})

    def _extend(self, number: int, position: int, stop: int, cost: float, parts: tuple[Part, ...], best: _Best) -> None:
        """Every part that the role at `number` can have from `position`, and what follows it."""
        self.tried += 1
        if number == len(self.roles):
            if position == stop:
                self._finish(cost, parts, best)
            return
        role, earned = self.roles[number], self.earning[number]
        for end, paid in self._ends(number, position):
            rest = self._least(number + 1, end) - earned
            whole = cost + paid
            if whole + rest >= best.bound:
                continue
            following = (*parts, (position, end))
            if role in VALUES and end > position:
                whole += self._among(role, following, parts)
                if whole + rest >= best.bound:
                    continue
            self._extend(number + 1, end, stop, whole, following, best)

    def _among(self, role: str, following: tuple[Part, ...], parts: tuple[Part, ...]) -> float:
        """What a target or an actual, the last of the parts, costs with those before it."""
        cost = self._pair(role, following[-1], parts)
        return cost - _NAME_GAIN if role == "target" and self._repeats_name(following) else cost

    def _repeats_name(self, parts: tuple[Part, ...]) -> bool:
        """Whether the target, the last of the parts, says the same as the name."""
        name = next((part for role, part in zip(self.roles, parts, strict=False) if role == "name"), None)
        return name is not None and self.text(*name) == self.text(*parts[-1])

    def _least(self, number: int, position: int) -> float:
        """The least that the roles from `number` cost from `position`, without what target and actual earn together."""
        if number == len(self.roles):
            return 0.0 if position == self.stop else NEVER
        key = (number, position)
        least = self.least.get(key)
        if least is None:
            self.tried += 1
            least, gain = NEVER, self.gains[number + 1]
            for end, cost in self._ends(number, position):
                if cost - gain >= least:
                    break
                least = min(least, cost + self._least(number + 1, end))
            self.least[key] = least
        return least

    def _pair(self, role: str, part: Part, parts: tuple[Part, ...]) -> float:
        """What target and actual cost together, nothing before both are there."""
        other = "actual" if role == "target" else "target"
        found = next((p for r, p in zip(self.roles, parts, strict=False) if r == other and p[1] > p[0]), None)
        if found is None:
            return 0.0
        texts = (self.text(*part), self.text(*found)) if role == "target" else (self.text(*found), self.text(*part))
        return costs.pair_cost(*texts)

    def _finish(self, cost: float, parts: tuple[Part, ...], best: _Best) -> None:
        best.take(cost, parts, self._values(parts))

    def _values(self, parts: tuple[Part, ...]) -> tuple[object, ...]:
        """What an audit would take from a division: quantities of target (with its sign and unit) and actual, weight and score."""
        target = "".join(self.text(*parts[number]) for number in self.of_target)
        return tuple(
            (values_of(target) if role == "target" else values_of(self.text(*part))) if role in VALUES else part
            for role, part in zip(self.roles, parts, strict=True)
            if role in VALUES or role in NUMERIC
        )

    def _ends(self, number: int, start: int) -> list[Ending]:
        """Where a part that begins at `start` can end in a row that ends before `stop`, cheapest first."""
        key = (number, start)
        ends = self.ends.get(key)
        if ends is None:
            ends = self.ends[key] = self._in_row(number, start, self.prices.ends(number, start), self.stop)
        return ends

    def _in_row(self, number: int, start: int, ends: Sequence[Ending], stop: int) -> list[Ending]:
        """The ends that leave the tokens that the roles after this one need."""
        tail = self.tails[number]
        first = stop if number == len(self.roles) - 1 else stop - tail - 1 if tail is not None else start
        marked = self.hinted and stop - start > _MANY
        return [
            (end, cost)
            for end, cost in ends
            if end == start
            or (first <= end <= stop and not (marked and end < stop and self.tokens[end].gap is Gap.LINE))
        ]


def _earning(roles: Sequence[str]) -> float:
    """By how much the roles still to come can be cheaper together than one by one."""
    return (_PAIR_GAIN if VALUES & set(roles) else 0.0) + (_NAME_GAIN if "target" in roles else 0.0)


def _fixed_tail(after: Sequence[str]) -> int | None:
    """How many tokens the parts after this one hold, where they are all single numbers."""
    return len(after) if after and all(role in _ONE_TOKEN for role in after) else None


@lru_cache(maxsize=65536)
def values_of(text: str) -> tuple[object, ...]:
    """The quantities of a target or an actual; () where it states none."""
    return tuple((q.low, q.high, q.unit.dimension, q.bound) for q in quantities(text))
