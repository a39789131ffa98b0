"""What the tokens of a row cost as the parts of one role: a name, a target, a weight, with what stands before and between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shebao.reading.forms import costs
from shebao.reading.forms.columns import Column
from shebao.reading.forms.tokens import Gap, Token

NEVER = 1e9
DEAREST = 8.0
"""A run of tokens that costs more is no row."""
_LONGEST_NAME = 40
_LONGEST_VALUE = 64
_MOST_CHARACTERS = 1_000
_MOST_INSIDE = 7.0
_LONGEST_REASON = 14
_NUMBER_BEFORE = 1.5  # in a name: the number of the row
_LONGEST_NUMBER = 3
_VALUE_APART = 0.3  # a number in a column that is not read
NUMERIC = frozenset(("weight", "score", "review"))
_SHORT = frozenset(("weight", "score", "review", "relation", "unit", "completion"))
VALUES = frozenset(("target", "actual"))
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
    "review": 1.5,
    "other": 0.6,
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
    "review": 0.3,
}

Part = tuple[int, int]
Ending = tuple[int, float]
"""Where a part ends, and its cost."""


class Prices:
    """The costs of parts, whatever row they are of."""

    def __init__(self, tokens: Sequence[Token], columns: Sequence[Column], cells: bool, tabs: int) -> None:
        self.tabs = tabs  # in the line of the heads, 0 where these stand in none
        self.tokens, self.columns, self.cells = tokens, columns, cells
        self.roles = [column.role for column in columns]
        self.missing = _MISSING_CELL if cells else _MISSING
        self.blank = (
            0.3 if cells or "completion" not in self.roles else 0.9
        )  # a dash as points: where it may be a rate's
        self.name_inside = self._inside(_IN_NAME, value=False)
        self.value_inside = self._inside(_IN_VALUE, value=True)
        self.hinted = any(token.gap is Gap.CELL for token in tokens)
        self.between = _BETWEEN | ({Gap.LINE: 1.1} if self.hinted else {})
        self.joined = "".join(token.plain for token in tokens)
        self.offsets = [0]
        for token in tokens:
            self.offsets.append(self.offsets[-1] + len(token.plain))
        self.known: dict[Part, list[Ending]] = {}

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

    def text(self, start: int, stop: int) -> str:
        """The tokens as one text without spaces."""
        return self.joined[self.offsets[start] : self.offsets[stop]]

    def ends(self, number: int, start: int) -> list[Ending]:
        """Where a part that begins at `start` can end, with its cost without what it has to do with other parts, cheapest
        first."""
        key = (number, start)
        if key not in self.known:
            self.known[key] = sorted(self._priced(self.roles[number], number, start), key=_cost)
        return self.known[key]

    def _priced(self, role: str, number: int, start: int) -> Iterator[Ending]:
        absent = self.missing.get(role, 0.0)
        if absent < NEVER:
            yield start, absent
        if start >= len(self.tokens):
            return
        between = self._boundary(start, role) if number else 0.0
        inside = self.value_inside if role in VALUES else self.name_inside if role == "name" else None
        for end in range(start + 1, min(start + self._longest(role), len(self.tokens)) + 1):
            if self.offsets[end] - self.offsets[start] > _MOST_CHARACTERS:
                return
            if inside is not None and inside[end - 1] - inside[start] > _MOST_INSIDE:
                return
            cost = between + self._part(role, start, end) + self._column(number, start, end)
            if cost < DEAREST:
                yield end, cost

    def _longest(self, role: str) -> int:
        if role in _SHORT:
            return 1
        if self.cells:
            return 3
        return {"name": _LONGEST_NAME, "deviation": _LONGEST_REASON}.get(role, _LONGEST_VALUE)

    def _boundary(self, position: int, role: str) -> float:
        token = self.tokens[position]
        cost = self.between[token.gap]
        if role in VALUES and token.gap in {Gap.SPACE, Gap.LINE} and costs.is_unit(token.plain):
            cost += 1.0
        return cost

    def _part(self, role: str, start: int, end: int) -> float:
        text = self.text(start, end)
        if role == "name":
            number = _NUMBER_BEFORE if end > start + 1 and _is_row_number(self.tokens[start].plain) else 0.0
            return costs.name_cost(text) + self.name_inside[end - 1] - self.name_inside[start] + number
        if role in VALUES:
            return costs.value_cost(text) + self.value_inside[end - 1] - self.value_inside[start]
        if role in NUMERIC:
            if costs.is_score(text):
                return 0.0
            return self.blank if costs.BLANK.fullmatch(text) else (3.0 if self.cells else NEVER)
        if role == "completion":
            return 0.0 if costs.is_percentage(text) or costs.BLANK.fullmatch(text) else 1.5
        if role == "relation":
            return 0.0 if costs.is_relation(text) else 3.0
        if role == "unit":
            return (
                0.0
                if costs.is_unit(text)
                else 0.2
                if costs.BLANK.fullmatch(text)
                else 1.5
                if not costs.is_value(text)
                else 4.0
            )
        if role == "other" and end == start + 1 and costs.is_value(text):
            return _VALUE_APART
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
            cost += 2.0 + distance if token.ruled else self._shifted(token, distance)
        return cost

    def _shifted(self, token: Token, distance: int) -> float:
        """What it costs to stand so many tabs off: more where the line has as many as that of the heads."""
        return 0.4 + 0.2 * distance if self.tabs and token.stretch == self.tabs else 0.15 * distance


def _cost(end: Ending) -> float:
    return end[1]


def _is_row_number(text: str) -> bool:
    return text.isdigit() and len(text) <= _LONGEST_NUMBER


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
