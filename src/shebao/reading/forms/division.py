"""One row divided: which of its tokens are the name, the target, the actual, the weight and the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from shebao.reading.forms import costs
from shebao.reading.forms.columns import Column
from shebao.reading.forms.tokens import Gap, Token
from shebao.report.performance import quantities

NEVER = 1e9
DEAREST = 8.0
"""A run of tokens that costs more is no row."""
FAR = 1.6
"""A division by so much dearer than the best is no doubt."""
_LONGEST_NAME = 40
_LONGEST_VALUE = 64
_MOST_CHARACTERS = 1_000
_MOST_INSIDE = 7.0
_MANY = 12  # tokens of a row from which only marked ends of cells part it, where the file marks them
_LONGEST_REASON = 14
_NUMERIC = frozenset(("weight", "score"))
_SHORT = frozenset(("weight", "score", "relation", "unit", "completion"))
_ONE_TOKEN = frozenset(("weight", "score", "completion"))
_VALUES = frozenset(("target", "actual"))
_IN_NAME = {Gap.GLUED: 0.0, Gap.SPACE: 0.7, Gap.LINE: 0.05, Gap.CELL: 1.6, Gap.COLUMN: 5.0, Gap.ROW: 2.5}
_IN_VALUE = {Gap.GLUED: 0.0, Gap.SPACE: 0.8, Gap.LINE: 0.1, Gap.CELL: 2.0, Gap.COLUMN: 5.0, Gap.ROW: 2.5}
_BETWEEN = {Gap.GLUED: 1.5, Gap.SPACE: 0.25, Gap.LINE: 0.35, Gap.CELL: 0.0, Gap.COLUMN: 0.0, Gap.ROW: 1.2}
_MISSING = {
    "name": NEVER,
    "target": 4.0,
    "actual": 4.0,
    "score": 3.0,
    "weight": 1.0,
    "relation": 1.0,
    "unit": 1.0,
    "completion": 0.3,
}
_MISSING_CELL = {
    "name": NEVER,
    "target": 1.5,
    "actual": 1.0,
    "score": 1.5,
    "weight": 0.8,
    "relation": 0.3,
    "unit": 0.3,
    "completion": 0.1,
}
_PAIR_GAIN = 2.0
_NAME_GAIN = 1.8

Part = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Division:
    """Tokens by role, as (start, stop); `cost`, and `second`: the cost of the best division that an audit would take other
    values from; `values` are those."""

    parts: dict[str, Part]
    cost: float
    second: float
    values: tuple[object, ...]


class _Best:
    """The best division so far, and the best of those that read other values."""

    __slots__ = ("cost", "parts", "second", "values")

    def __init__(self) -> None:
        self.cost = DEAREST
        self.parts: tuple[Part, ...] = ()
        self.values: tuple[object, ...] = ()
        self.second = NEVER

    @property
    def bound(self) -> float:
        """What a division must cost less than to matter."""
        return min(self.second, self.cost + FAR)


class Divider:
    """Divides rows of one table, whose columns its heads name. `tried` counts the divisions looked at."""

    def __init__(self, tokens: Sequence[Token], columns: Sequence[Column], cells: bool) -> None:
        self.tokens = tokens
        self.columns = [column for column in columns if column.role not in {"level_one", "level_two", "label"}]
        self.roles = [column.role for column in self.columns]
        self.cells = cells
        self.tried = 0
        self.missing = _MISSING_CELL if cells else _MISSING
        self.name_inside = self._inside(_IN_NAME, value=False)
        self.value_inside = self._inside(_IN_VALUE, value=True)
        self.hinted = any(token.gap is Gap.CELL for token in tokens)
        self.between = _BETWEEN | ({Gap.LINE: 1.1} if self.hinted else {})
        self.known: dict[Part, Division | None] = {}
        self.joined = "".join(token.plain for token in tokens)
        self.offsets = [0]
        for token in tokens:
            self.offsets.append(self.offsets[-1] + len(token.plain))
        self.stop = -1
        self.ends: dict[Part, list[tuple[int, float]]] = {}
        self.least: dict[Part, float] = {}
        self.tails = [_fixed_tail(self.roles[number + 1 :]) for number in range(len(self.roles))]

    def _inside(self, cost: dict[Gap, float], value: bool) -> list[float]:
        """For each token the cost, summed from the first, of not ending a part before it."""
        total, sums = 0.0, []
        for index, token in enumerate(self.tokens):
            step = cost[token.gap]
            if index:
                step = (_step_in_value if value else _step_in_name)(self.tokens[index - 1], token, step)
            total += step
            sums.append(total)
        return sums

    def divide(self, start: int, stop: int) -> Division | None:
        """The best division of tokens[start:stop], None where there is none."""
        key = (start, stop)
        if key not in self.known:
            best = _Best()
            if stop != self.stop:
                self.stop = stop
                self.ends.clear()
                self.least.clear()
            if self._least(0, start) - _PAIR_GAIN - _NAME_GAIN < DEAREST:
                self._extend(0, start, stop, 0.0, (), best)
            self.known[key] = self._division(best)
        return self.known[key]

    def _division(self, best: _Best) -> Division | None:
        if not best.parts:
            return None
        parts = {role: part for role, part in zip(self.roles, best.parts, strict=True) if part[1] > part[0]}
        return Division(parts, best.cost, best.second, best.values)

    def _extend(self, number: int, position: int, stop: int, cost: float, parts: tuple[Part, ...], best: _Best) -> None:
        """Every part that the role at `number` can have from `position`, and what follows it."""
        if number == len(self.roles):
            if position == stop:
                self._finish(cost, parts, best)
            return
        role = self.roles[number]
        earned = _PAIR_GAIN + _NAME_GAIN if any(each in _VALUES for each in self.roles[number:]) else 0.0
        for end, paid in self._ends(role, number, position, stop):
            whole = cost + paid
            rest = self._least(number + 1, end)
            if whole + rest - earned >= best.bound:
                continue
            following = (*parts, (position, end))
            if role == "target" and end > position and self._repeats_name(following):
                whole -= _NAME_GAIN
            if role in _VALUES and end > position:
                paired = self._pair(role, (position, end), parts)
                if paired is not None:
                    whole += paired
                    if whole + rest >= best.bound:
                        continue
            self._extend(number + 1, end, stop, whole, following, best)

    def _repeats_name(self, parts: tuple[Part, ...]) -> bool:
        """Whether the target, the last of the parts, says the same as the name."""
        name = next((part for role, part in zip(self.roles, parts, strict=False) if role == "name"), None)
        return name is not None and self.text(*name) == self.text(*parts[-1])

    def _least(self, number: int, position: int) -> float:
        """The least that the roles from `number` cost from `position`, without what target and actual earn together."""
        if number == len(self.roles):
            return 0.0 if position == self.stop else NEVER
        key = (number, position)
        if key not in self.least:
            self.least[key] = min(
                (
                    cost + self._least(number + 1, end)
                    for end, cost in self._ends(self.roles[number], number, position, self.stop)
                ),
                default=NEVER,
            )
        return self.least[key]

    def _pair(self, role: str, part: Part, parts: tuple[Part, ...]) -> float | None:
        """What target and actual cost together, None before both are there."""
        other = "actual" if role == "target" else "target"
        found = next((p for r, p in zip(self.roles, parts, strict=False) if r == other and p[1] > p[0]), None)
        if found is None:
            return None
        texts = (self.text(*part), self.text(*found)) if role == "target" else (self.text(*found), self.text(*part))
        return costs.pair_cost(*texts)

    def _finish(self, cost: float, parts: tuple[Part, ...], best: _Best) -> None:
        self.tried += 1
        values = self._values(parts)
        if cost < best.cost:
            if best.parts and values != best.values:
                best.second = best.cost
            best.cost, best.parts, best.values = cost, parts, values
        elif values != best.values:
            best.second = min(best.second, cost)

    def _values(self, parts: tuple[Part, ...]) -> tuple[object, ...]:
        """What an audit would take from a division: quantities of target and actual, weight and score."""
        return tuple(
            values_of(self.text(*part)) if role in _VALUES else part
            for role, part in zip(self.roles, parts, strict=True)
            if role in _VALUES or role in _NUMERIC
        )

    def text(self, start: int, stop: int) -> str:
        """The tokens as one text without spaces."""
        return self.joined[self.offsets[start] : self.offsets[stop]]

    def _ends(self, role: str, number: int, start: int, stop: int) -> list[tuple[int, float]]:
        """Where a part that begins at `start` can end, with its cost without what it has to do with other parts, cheapest
        first."""
        key = (number, start)
        if key not in self.ends:
            self.ends[key] = self._all_ends(role, number, start, stop)
        return self.ends[key]

    def _all_ends(self, role: str, number: int, start: int, stop: int) -> list[tuple[int, float]]:
        found: list[tuple[int, float]] = []
        absent = self.missing.get(role, 0.0)
        if absent < NEVER:
            found.append((start, absent))
        if start >= stop:
            return found
        between = self._boundary(start, role) if number else 0.0
        tail = self.tails[number]
        last = number == len(self.roles) - 1
        inside = self.value_inside if role in _VALUES else self.name_inside if role == "name" else None
        marked = self.hinted and stop - start > _MANY
        for end in range(start + 1, min(start + self._longest(role), stop) + 1):
            if (tail is not None and not stop - tail - 1 <= end <= stop) or (last and end != stop):
                continue
            if marked and end < stop and self.tokens[end].gap is Gap.LINE:
                continue
            if self.offsets[end] - self.offsets[start] > _MOST_CHARACTERS:
                break
            if inside is not None and inside[end - 1] - inside[start] > _MOST_INSIDE:
                break
            cost = between + self._part(role, start, end) + self._column(number, start, end)
            if cost < DEAREST:
                found.append((end, cost))
        found.sort(key=_cost)
        return found

    def _longest(self, role: str) -> int:
        if role in _SHORT:
            return 1
        if self.cells:
            return 3
        return {"name": _LONGEST_NAME, "deviation": _LONGEST_REASON}.get(role, _LONGEST_VALUE)

    def _boundary(self, position: int, role: str) -> float:
        token = self.tokens[position]
        cost = self.between[token.gap]
        if role in _VALUES and token.gap in {Gap.SPACE, Gap.LINE} and costs.is_unit(token.plain):
            cost += 1.0
        return cost

    def _part(self, role: str, start: int, end: int) -> float:
        text = self.text(start, end)
        if role == "name":
            return costs.name_cost(text) + self.name_inside[end - 1] - self.name_inside[start]
        if role in _VALUES:
            return costs.value_cost(text) + self.value_inside[end - 1] - self.value_inside[start]
        if role in _NUMERIC:
            if costs.is_score(text):
                return 0.0
            return 0.3 if costs.BLANK.fullmatch(text) else (3.0 if self.cells else NEVER)
        if role == "completion":
            return 0.0 if costs.is_percentage(text) or costs.BLANK.fullmatch(text) else 1.5
        if role == "relation":
            return 0.0 if costs.is_relation(text) else 3.0
        if role == "unit":
            return 0.0 if costs.is_unit(text) else 1.5 if not costs.is_value(text) else 4.0
        return costs.reason_cost(text) + self.value_inside[end - 1] - self.value_inside[start]

    def _column(self, number: int, start: int, end: int) -> float:
        """The cost of standing under another head than its own."""
        head = self.columns[number]
        if head.column < 0:
            return 0.0
        cost = 0.0
        for token in self.tokens[start:end]:
            low, high = head.column, head.column + head.span
            if token.column < 0 or (token.column < high and low < token.column + token.span):
                continue
            distance = min(abs(token.column - low), 6)
            cost += 2.0 + distance if token.ruled else 0.15 * distance
        return cost


def _cost(end: tuple[int, float]) -> float:
    return end[1]


def _step_in_name(before: Token, token: Token, step: float) -> float:
    """What it costs that two tokens stand in one name."""
    for each in (before, token):
        if costs.is_value(each.plain):
            step += 0.5 if costs.starts_value(each.plain) and not costs.is_score(each.plain.rstrip("%")) else 1.2
    return step


def _step_in_value(before: Token, token: Token, step: float) -> float:
    """What it costs that two tokens stand in one target or actual."""
    if costs.is_value(before.plain) and costs.is_value(token.plain) and not costs.is_unit(token.plain):
        return step + 3.5
    if (
        token.gap in {Gap.SPACE, Gap.LINE, Gap.CELL}
        and before.plain[-1:].isdigit()
        and costs.starts_with_unit(token.plain)
    ):
        return 0.1
    if costs.is_value(before.plain) and len(token.plain) > 3 and token.gap is not Gap.GLUED:
        return step + 1.0
    if before.plain[-1:] in "≥≤><=(（":
        return 0.05
    if token.gap in {Gap.LINE, Gap.CELL} and costs.is_score(token.plain):
        return step + 1.5
    if token.gap is Gap.SPACE and costs.starts_value(token.plain):
        return 0.5 if token.plain[0].isdigit() else step + 1.2
    return step


def _fixed_tail(after: Sequence[str]) -> int | None:
    """How many tokens the parts after this one hold, where they are all single numbers."""
    return len(after) if after and all(role in _ONE_TOKEN for role in after) else None


@lru_cache(maxsize=65536)
def values_of(text: str) -> tuple[object, ...]:
    """The quantities of a target or an actual; () where it states none."""
    return tuple((q.low, q.high, q.unit.dimension, q.bound) for q in quantities(text))
