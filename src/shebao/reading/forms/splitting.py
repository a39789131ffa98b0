"""Dividing the atoms of a flattened row into name, target and actual."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from shebao.reading.forms.vocabulary import caption, plain
from shebao.report.performance import Bound, Quantity, is_qualitative, quantity
from shebao.report.provenance import Place

_CLEAR = 1.5
_MAX_ATOMS = 48
_FRAGMENT = re.compile(r"^[人标指分号日，。、）)的了；;：:]|^(以上|以内|之内|之前)")
_VALUE_START = re.compile(r"^[≥≤<>》《〉〈=\d]")
_VALUE = re.compile(r"^[≥≤<>》《〉〈=]*[\d.,]+(%|‰)?(以上|以内)?$")
_GRADE = re.compile(r"^(优秀?|良好?|中|差|好|较好|一般|合格|已?完成|已?达成|达标|是|有|无|显著|明显|有效|正常|满意)")
_UNIT_FIRST = re.compile(r"^(年|万|亿|人|户|家|个|次|份|件|元|场|名|项|套|小时|分钟|天|日|月|条|本|%)")


class Atom(NamedTuple):
    """A run of characters without spaces; whether it ends its line, and whether the file marks the end of a cell there."""

    text: str
    place: Place
    ends_line: bool
    ends_cell: bool


Parts = tuple[list[Atom], list[Atom], list[Atom]]


def split_row(atoms: Sequence[Atom]) -> Parts | None:
    """Name, target and actual, or None where no division is clearly the best."""
    if len(atoms) < 3:
        return None
    cells = _cells(atoms)
    if len(cells) == 3 and not any(map(_two_values, cells)):
        return cells[0], cells[1], cells[2]
    if len(atoms) > _MAX_ATOMS:
        return None
    hinted = sum(atom.ends_cell for atom in atoms[:-1]) > 0
    scored = sorted(
        ((_score(atoms, first, second, hinted), first, second)
         for first in range(1, len(atoms) - 1) for second in range(first + 1, len(atoms))),
        reverse=True,
    )  # fmt: skip
    best = scored[0]
    if len(scored) > 1 and best[0] - scored[1][0] < _CLEAR:
        return None
    return list(atoms[: best[1]]), list(atoms[best[1] : best[2]]), list(atoms[best[2] :])


def _cells(atoms: Sequence[Atom]) -> list[list[Atom]]:
    """The atoms by the ends of cells that the file marks."""
    cells: list[list[Atom]] = [[]]
    for index, atom in enumerate(atoms):
        cells[-1].append(atom)
        if atom.ends_cell and index + 1 < len(atoms):
            cells.append([])
    return cells


def _two_values(cell: Sequence[Atom]) -> bool:
    """Whether what looks like one cell holds target and actual side by side (90% 95%, 良好 良好)."""
    return any(
        not one.ends_line
        and ((_VALUE.match(plain(one.text)) and _VALUE.match(plain(two.text))) or one.text == two.text)
        for one, two in pairwise(cell)
    )


def _text(atoms: Sequence[Atom]) -> str:
    return plain("".join(atom.text for atom in atoms))


def _score(atoms: Sequence[Atom], first: int, second: int, hinted: bool) -> float:
    name, target, actual = _text(atoms[:first]), _text(atoms[first:second]), _text(atoms[second:])
    score = _boundary(atoms[first - 1], atoms[first], not any(a.ends_line for a in atoms[first:])) + _boundary(
        atoms[second - 1], atoms[second], not any(a.ends_line for a in atoms[second:])
    )
    score -= (
        _inside(atoms[:first], hinted, 1) + _inside(atoms[first:second], hinted, 2) + _inside(atoms[second:], hinted, 2)
    )
    if target == actual:
        score += 6
    score += _kinship(target, actual)
    if caption(name) and name.endswith(")"):
        score += 4
    if len(name) < 2 or re.search(r"[≥≤<>\d(]$|%$", name):
        score -= 4
    if _VALUE_START.match(name) and not re.match(r"\d{4}年|\d+%?[\u4e00-\u9fff]", name):
        score -= 3
    for value in (target, actual):
        score += _value(value)
    return score


def _boundary(before: Atom, after: Atom, last_line: bool = False) -> float:
    if before.ends_cell:
        return 2.0
    if before.ends_line:
        return 1.0 if last_line else 0.0
    return 0.5 if _UNIT_FIRST.match(after.text) else 1.0


def _inside(atoms: Sequence[Atom], hinted: bool, cost: float) -> float:
    """What the boundaries within one part cost: a cell that ends in the middle of a part, a space within it."""
    paid = 0.0
    for before, after in pairwise(atoms):
        if before.ends_cell:
            paid += cost
        elif _VALUE.match(plain(before.text)) and _VALUE.match(plain(after.text)):
            paid += 4
        elif not before.ends_line:
            paid += 0.25 if _UNIT_FIRST.match(after.text) or before.text[-1:] in "≥≤><(（" else 0.75 * cost
    return paid


def _kinship(target: str, actual: str) -> float:
    one, other = quantity(target), quantity(actual)
    if one and other:
        return 3.0 if _same_kind(one, other) else 0.0
    if is_qualitative(target) and is_qualitative(actual):
        return 1.0 if (_GRADE.match(target) and _GRADE.match(actual)) else 0.0
    return 0.0


def _same_kind(one: Quantity, other: Quantity) -> bool:
    if one.unit.dimension == other.unit.dimension:
        return True
    return (one.bare or other.bare) and Bound.RANGE not in {one.bound, other.bound}


def _value(text: str) -> float:
    if _FRAGMENT.match(text):
        return -3.0
    if _VALUE.match(text) or _GRADE.match(text):
        return 1.0
    return 0.5 if _VALUE_START.match(text) else 0.0
