"""Which columns the amounts of flattened rows stand in: the assignments that satisfy the sums.

Rows form a tree (parents are the sums of their children, in every column). Each row knows its amounts in order but not
their columns. Assignments that fit row relations, sums over children and what other tables say are kept; a row for
which more than one is left is doubtful where they differ. Nothing printed is changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from shebao.money import Interval, Number
from shebao.reading.tables.sums import best_holding
from shebao.report.tables import TableSpec

_MOST_STATES = 4_000
_MOST_CHILDREN = 200
Option = tuple[str, ...]
Vector = tuple[int, ...]


@dataclass
class Node:
    """A row: its amounts in order, and its children. `bounds` are intervals that other tables give for a column, `blank`
    columns known to hold no amount; `placed` the columns of the amounts where position tells them."""

    numbers: Sequence[Number]
    children: list[Node] = field(default_factory=list)
    bounds: Mapping[str, Interval] = field(default_factory=dict)
    blank: frozenset[str] = frozenset()
    placed: Option | None = None
    options: list[Option] = field(default_factory=list)
    chosen: Option = ()
    doubtful: frozenset[str] = frozenset()

    def number(self, option: Option, column: str) -> Number | None:
        """The amount that the option places in a column."""
        return self.numbers[option.index(column)] if column in option else None


@dataclass(frozen=True)
class Problem:
    """The columns that amounts can stand in, in their order on the page; earlier ones are likelier."""

    spec: TableSpec
    columns: Sequence[str]
    scale: int
    total: str = "total"

    @property
    def parts(self) -> list[str]:
        """The columns other than the total."""
        return [column for column in self.columns if column != self.total]


def solve(roots: Sequence[Node], spec: TableSpec, columns: Sequence[str]) -> None:
    """Choose columns for every node of the trees, and say which are doubtful."""
    decimals = max((number.decimals for node in _walk(roots) for number in node.numbers), default=0)
    problem = Problem(spec, columns, 10**decimals)
    for node in _walk(roots):
        node.options = _row_options(node, problem)
    for root in roots:
        _keep_feasible(root, problem)
        _choose(root, root.options, problem)


def _walk(nodes: Sequence[Node]) -> list[Node]:
    found: list[Node] = []
    for node in nodes:
        found.append(node)
        found.extend(_walk(node.children))
    return found


def _row_options(node: Node, problem: Problem) -> list[Option]:
    """The columns in which a row's amounts can stand: those for which the row's own sums hold, where there are any."""
    if node.placed is not None:
        return [node.placed]
    count = len(node.numbers)
    columns = [column for column in problem.columns if column not in node.blank]
    if count == 0 or count > len(columns):
        return [()]
    every = list(combinations(columns, count))
    holding = best_holding(every, node.numbers, problem.spec, problem.columns)
    options = holding or [option for option in every if problem.total in option] or every
    agreeing = [_agreeing(node, option) for option in options]
    return [option for option, count in zip(options, agreeing, strict=True) if count == max(agreeing)]


def _agreeing(node: Node, option: Option) -> int:
    """How many of the bounds the option satisfies."""
    numbers = {column: node.number(option, column) for column in node.bounds}
    return sum(
        number.interval.meets(node.bounds[column]) if number else node.bounds[column].contains(0)
        for column, number in numbers.items()
    )


def _keep_feasible(node: Node, problem: Problem) -> None:
    """Drop the options under which no assignment of the rows below adds up (all are kept where none does)."""
    for child in node.children:
        _keep_feasible(child, problem)
    if not node.children or len(node.options) < 2:
        return
    feasible = [option for option in node.options if _distribute(node, option, problem.parts, problem)]
    node.options = feasible or node.options


def _distribute(node: Node, option: Option, columns: Sequence[str], problem: Problem) -> list[list[Option]] | None:
    """For each child the options that occur in some assignment whose sums are the parent's, None where there is none.

    Exact sums are preferred; where none are exact, each printed amount may be off by half of its last digit.
    """
    target = _vector(node, option, columns, problem)
    vectors = [
        [(_vector(child, choice, columns, problem), choice) for choice in child.options] for child in node.children
    ]
    for slack in (0, len(node.children) + 1):
        found = _fitting(vectors, target, slack)
        if found:
            return found
    return None


def _vector(node: Node, option: Option, columns: Sequence[str], problem: Problem) -> Vector:
    numbers = (node.number(option, column) for column in columns)
    return tuple(int(number.value * problem.scale) if number else 0 for number in numbers)


def _fitting(
    vectors: Sequence[Sequence[tuple[Vector, Option]]], target: Vector, slack: int
) -> list[list[Option]] | None:
    """Reachable sums forwards, then backwards from the target; None where too many or none."""
    if len(vectors) > _MOST_CHILDREN:
        return None
    reach: list[set[Vector]] = [{(0,) * len(target)}]
    prune = all(amount >= 0 for choices in vectors for vector, _ in choices for amount in vector)
    for choices in vectors:
        if len(reach[-1]) * len(choices) > _MOST_STATES:
            return None
        states = {_plus(state, vector) for state in reach[-1] for vector, _ in choices}
        if prune:
            states = {
                state for state in states if all(2 * (a - b) <= slack for a, b in zip(state, target, strict=True))
            }
        reach.append(states)
    alive = {state for state in reach[-1] if all(2 * abs(a - b) <= slack for a, b in zip(state, target, strict=True))}
    if not alive:
        return None
    possible: list[list[Option]] = []
    for choices, before in zip(reversed(vectors), reversed(reach[:-1]), strict=True):
        possible.append([o for vector, o in choices if any(_plus(state, vector) in alive for state in before)])
        alive = {state for state in before if any(_plus(state, vector) in alive for vector, _ in choices)}
    return possible[::-1]


def _plus(a: Vector, b: Vector) -> Vector:
    return tuple(x + y for x, y in zip(a, b, strict=True))


def _choose(node: Node, options: Sequence[Option], problem: Problem) -> None:
    """Take the likeliest of the options left; columns in which they differ are doubtful. Then the children."""
    node.chosen = options[0]
    node.doubtful = frozenset(column for column in problem.columns if _differs(node, column, options))
    if not node.children:
        return
    possible = _distribute(node, node.chosen, problem.parts, problem) or _by_single_columns(node, problem)
    for child, left in zip(node.children, possible, strict=True):
        _choose(child, left if len(options) == 1 else child.options, problem)


def _differs(node: Node, column: str, options: Sequence[Option]) -> bool:
    """Whether the options give a column different amounts; a blank is zero."""
    numbers = (node.number(option, column) for option in options)
    return len({number.value if number else 0 for number in numbers}) > 1


def _by_single_columns(node: Node, problem: Problem) -> list[list[Option]]:
    """Where the sums of all columns cannot hold together, what those that can hold alone leave of each child.

    A child has no amount in a column that its parent leaves blank.
    """
    filled = set(node.chosen)
    left = [[o for o in child.options if filled.issuperset(o)] or list(child.options) for child in node.children]
    for column in problem.parts:
        if node.number(node.chosen, column) is None:
            continue
        found = _distribute(node, node.chosen, [column], problem)
        if found:
            narrowed = [[option for option in a if option in b] for a, b in zip(left, found, strict=True)]
            left = narrowed if all(narrowed) else left
    return left
