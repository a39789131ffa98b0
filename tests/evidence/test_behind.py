"""What is behind a cell is the signed sum of the groups that reach it, however lines were gathered into groups."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from shebao.evidence import Group, Origin, behind
from shebao.report.measures import CellRef

CELL, OTHER = CellRef("income", "total", "total"), CellRef("expenditure", "total", "total")
SIGNS = {"adds": 1, "takes": -1, "elsewhere": 0}
LINES = st.lists(st.tuples(st.sampled_from(sorted(SIGNS)), st.integers(-(10**12), 10**12)), max_size=40)


def reach(atom: str) -> Mapping[CellRef, int]:
    return {CELL: SIGNS[atom]} if SIGNS[atom] else {OTHER: 1}


@given(LINES)
def test_a_cell_is_the_signed_sum_of_its_lines(lines: list[tuple[str, int]]) -> None:
    groups = [Group(atom, 1, fen) for atom, fen in lines]
    found = behind(CELL, groups, reach)
    assert found.total == sum(SIGNS[atom] * fen for atom, fen in lines)
    assert found.count == sum(1 for atom, _ in lines if SIGNS[atom])
    assert "elsewhere" not in found.signs


@given(LINES)
def test_it_does_not_matter_how_lines_were_gathered(lines: list[tuple[str, int]]) -> None:
    one_by_one = behind(CELL, [Group(atom, 1, fen) for atom, fen in lines], reach)
    gathered = {atom: [fen for other, fen in lines if other == atom] for atom, _ in lines}
    together = behind(CELL, [Group(atom, len(fens), sum(fens)) for atom, fens in gathered.items()], reach)
    assert (together.total, together.count, together.signs) == (one_by_one.total, one_by_one.count, one_by_one.signs)


def test_an_origin_of_origins_names_each_cell_once_and_remembers_last_year() -> None:
    origins = (Origin("a", (CELL, OTHER)), Origin("b", (OTHER,), prior=True))
    assert Origin.of("a＋b", origins) == Origin("a＋b", (CELL, OTHER), prior=True, operands=origins)
