"""Columns whose heads say nothing that is known: which role each has, by what its cells hold, where it stands and word stems.

Every assignment of roles to the unknown columns has a cost; the cheapest is read, and where another one costs hardly more the
columns are unsure. Costs are of kind and position: signs, numbers with units, grades, what is alike in a row. That scores stay
within weights counts a little; no sum and no rate does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shebao.reading.forms import costs
from shebao.reading.forms.head_stems import speaks_of
from shebao.reading.forms.vocabulary import TOTAL, is_turned, level_of
from shebao.report.performance import quantities

SURE = 0.8
"""An assignment that costs less than so much more than the best leaves the columns unsure."""
_MOST_ROWS = 24
_MOST_UNKNOWN = 9
_MOST_ROLES = 4  # of one column that are tried
_NEEDED = {"target": 2.5, "actual": 2.5, "score": 1.8, "level_one": 0.3, "level_two": 0.3, "weight": 0.2}
_ORDERED = (
    ("level_one", "level_two"),
    ("level_two", "name"),
    ("name", "target"),
    ("target", "actual"),
    ("weight", "score"),
)
_OUT_OF_ORDER = 1.5
_STEM, _OTHER_STEM = 1.2, 0.5
_OTHER = 0.9
_DEAREST = 2.4
_LIMIT = re.compile(
    r"^(?:[≥≤<>》《〉〈＞＜≧≦]|不(?:少|低|高|超|大|小|多)|大于|小于|超过|低于|高于|至少|至多|以上|控制在)"
)

Texts = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Roles:
    """The role of each column in order, whether no other assignment is nearly as good, and whether none that gives other
    weights or scores is."""

    roles: tuple[str, ...]
    sure: bool
    points_sure: bool


def infer(heads: Sequence[str], known: Sequence[str], rows: Sequence[Texts]) -> Roles | None:
    """The roles of columns by their heads' words, the roles already known ('' where not) and the cells below by column; None
    where there are too few rows or too many unknown columns."""
    rows = [row for row in rows if not _is_total(row)][:_MOST_ROWS]
    known = _with_turned(heads, known)
    unknown = [index for index, role in enumerate(known) if not role]
    if len(rows) < 2 or not unknown or len(unknown) > _MOST_UNKNOWN:
        return None
    return _Inference(heads, known, rows).best(unknown)


def likely(heads: Sequence[str], known: Sequence[str], most: int) -> list[tuple[float, tuple[str, ...]]]:
    """The likeliest assignments by words and order alone, each with its cost, those that give an audit the same values once."""
    known = _with_turned(heads, known)
    unknown = [index for index, role in enumerate(known) if not role]
    inference = _Inference(heads, known, ())
    if len(unknown) > _MOST_UNKNOWN:
        return []
    inference.best(unknown)
    kept: dict[tuple[object, ...], tuple[float, tuple[str, ...]]] = {}
    for cost, roles in inference.found:
        kept.setdefault(tuple(role for role in roles if role != "other"), (cost, roles))
    return list(kept.values())[:most]


def _with_turned(heads: Sequence[str], known: Sequence[str]) -> list[str]:
    return [role or ("other" if is_turned(head) else "") for head, role in zip(heads, known, strict=True)]


def _is_total(row: Texts) -> bool:
    first = min(row, default=-1)
    return first >= 0 and bool(TOTAL.fullmatch(row[first]))


class _Inference:
    def __init__(self, heads: Sequence[str], known: Sequence[str], rows: Sequence[Texts]) -> None:
        self.heads, self.known, self.rows = heads, known, rows
        self.cells = [[row[index] for row in rows if index in row] for index in range(len(heads))]
        self.pairs: dict[tuple[str, int, int], float] = {}
        self.found: list[tuple[float, tuple[str, ...]]] = []

    def best(self, unknown: Sequence[int]) -> Roles | None:
        taken = {role for role in self.known if role and role != "other"}
        choices = [self._choices(index, taken) for index in unknown]
        least = [sum(min(cost for _, cost in each) for each in choices[number:]) for number in range(len(choices) + 1)]
        roles = list(self.known)
        self._assign(unknown, choices, least, 0, roles, taken, 0.0)
        if not self.found:
            return None
        self.found.sort()
        cost, best = self.found[0]
        near = [each for c, each in self.found if c - cost < SURE]
        return Roles(best, *(not any(of(each) != of(best) for each in near) for of in (_values, points_of)))

    def _choices(self, index: int, taken: set[str]) -> list[tuple[str, float]]:
        """The likeliest roles of a column, each with what it costs by itself."""
        found = [("other", _OTHER + self._stem(index, "other"))]
        found += [
            (role, (cost(self.cells[index], len(self.rows)) if self.rows else 0.0) + self._stem(index, role))
            for role, cost in _COSTS.items()
            if role not in taken
        ]
        found = [each for each in found if each[1] < _DEAREST] or found[:1]
        return sorted(found, key=lambda each: each[1])[:_MOST_ROLES]

    def _stem(self, index: int, role: str) -> float:
        """What the words of a head say for or against a role."""
        speaking = speaks_of(self.heads[index])
        if role in speaking:
            return -_STEM / (1 + 0.25 * (len(speaking) - 1))
        return _OTHER_STEM if speaking else 0.0

    def _assign(
        self, unknown: Sequence[int], choices: Sequence[Sequence[tuple[str, float]]], least: Sequence[float],
        number: int, roles: list[str], taken: set[str], cost: float,
    ) -> None:  # fmt: skip
        if number == len(unknown):
            whole = cost + self._together(roles)
            if "name" in roles:
                self.found.append((whole, tuple(roles)))
            return
        for role, own in choices[number]:
            if role in taken:
                continue
            roles[unknown[number]] = role
            more = {role} if role != "other" else set()
            self._assign(unknown, choices, least, number + 1, roles, taken | more, cost + own)
        roles[unknown[number]] = ""

    def _together(self, roles: Sequence[str]) -> float:
        """What the roles of all columns cost together: what is missing, out of order, and unlike in its rows."""
        at = {role: index for index, role in enumerate(roles) if role != "other"}
        cost = sum(missing for role, missing in _NEEDED.items() if role not in at)
        cost += sum(_OUT_OF_ORDER for a, b in _ORDERED if a in at and b in at and at[a] > at[b])
        if "target" in at and "actual" in at:
            cost += self._pair("values", at["target"], at["actual"])
        if "weight" in at and "score" in at:
            cost += self._pair("points", at["weight"], at["score"])
        return cost

    def _pair(self, kind: str, one: int, other: int) -> float:
        key = (kind, one, other)
        if key not in self.pairs:
            both = [(row[one], row[other]) for row in self.rows if one in row and other in row]
            cost: Callable[[str, str], float] = costs.pair_cost if kind == "values" else _beyond
            self.pairs[key] = sum(cost(a, b) for a, b in both) / len(both) if both else 0.5
        return self.pairs[key]


def _values(roles: Sequence[str]) -> tuple[int, ...]:
    """Where the columns are that an audit takes values from."""
    return tuple(roles.index(role) if role in roles else -1 for role in ("target", "actual", "weight", "score"))


def points_of(roles: Sequence[str]) -> tuple[int, ...]:
    """Where the columns of weights and scores are."""
    return _values(roles)[2:]


def _beyond(weight: str, score: str) -> float:
    """What it costs that a score is above its weight."""
    if not (costs.is_score(weight) and costs.is_score(score)):
        return 0.5
    return 2.0 if Decimal(score.removesuffix("分")) > Decimal(weight.removesuffix("分")) else 0.0


def _mean(texts: Sequence[str], cost: Callable[[str], float], empty: float = 2.0) -> float:
    return sum(min(cost(text), 3.0) for text in texts) / len(texts) if texts else empty


def _blank(texts: Sequence[str], rows: int) -> float:
    return 1.0 - len(texts) / rows


def _level(number: int) -> Callable[[Sequence[str], int], float]:
    return lambda texts, rows: (
        _mean(texts, lambda text: 0.0 if level_of(text)[number] else 3.0)
        + (0.2 if number == 0 and len(texts) == rows else 0.0)
    )


def _name(texts: Sequence[str], rows: int) -> float:
    heading = sum(any(level_of(text)) for text in texts) / len(texts) if texts else 0.0
    graded = _mean(texts, lambda text: 1.5 if _is_plain_value(text) else 0.0)
    twice = 1.0 - len(set(texts)) / len(texts) if texts else 0.0
    return 0.6 + _mean(texts, costs.name_cost) + 2 * _blank(texts, rows) + 1.2 * heading + graded + 2.0 * twice


def _is_plain_value(text: str) -> bool:
    return costs.is_value(text) or costs.is_grade(text) or bool(_LIMIT.match(text))


def _value(texts: Sequence[str]) -> float:
    points = sum(costs.is_score(text) for text in texts) / len(texts) if texts else 0.0
    reasons = _mean(
        texts, lambda text: 0.8 if not quantities(text) and costs.reason_cost(text) < 0.5 and len(text) > 5 else 0.0
    )
    return _mean(texts, lambda text: 0.0 if _LIMIT.match(text) else costs.value_cost(text)) + 0.9 * points + reasons


def _target(texts: Sequence[str], rows: int) -> float:
    limits = sum(bool(_LIMIT.match(text)) for text in texts) / len(texts) if texts else 0.0
    return _value(texts) + 1.5 * _blank(texts, rows) - 0.8 * limits


def _actual(texts: Sequence[str], rows: int) -> float:
    limits = sum(bool(_LIMIT.match(text)) for text in texts) / len(texts) if texts else 0.0
    return _value(texts) + 1.2 * _blank(texts, rows) + 1.2 * limits


def _points(texts: Sequence[str], rows: int) -> float:
    return _mean(texts, lambda text: 0.0 if costs.is_score(text) else 3.0) + _blank(texts, rows)


def _weight(texts: Sequence[str], rows: int) -> float:
    whole = sum(text.removesuffix("分").isdigit() for text in texts) / len(texts) if texts else 0.0
    return _points(texts, rows) + 0.3 * (1 - whole)


def _deviation(texts: Sequence[str], rows: int) -> float:
    return (
        _mean(texts, lambda text: 0.0 if costs.BLANK.fullmatch(text) else costs.reason_cost(text), 0.0)
        + 0.4 * len(texts) / rows
    )


def _relation(texts: Sequence[str], rows: int) -> float:
    return _mean(texts, lambda text: 0.0 if costs.is_relation(text) else 3.0)


def _unit(texts: Sequence[str], rows: int) -> float:
    return _mean(texts, lambda text: 0.0 if costs.is_unit(text) else 1.0 if costs.BLANK.fullmatch(text) else 3.0)


_COSTS: Mapping[str, Callable[[Sequence[str], int], float]] = {
    "level_one": _level(0),
    "level_two": _level(1),
    "name": _name,
    "relation": _relation,
    "target": _target,
    "unit": _unit,
    "actual": _actual,
    "weight": _weight,
    "score": _points,
    "deviation": _deviation,
}
