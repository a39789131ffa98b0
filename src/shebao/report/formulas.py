"""Live spreadsheet formulas for the cells that the declared relations make sums of other cells."""

from __future__ import annotations

from collections.abc import Mapping

from shebao.report.measures import CellRef
from shebao.report.relations import Number, checks

_MOST_TERMS = 200


def formulas(amounts: Mapping[CellRef, Number], places: Mapping[CellRef, str]) -> dict[CellRef, str]:
    """A formula for each address whose first true relation has all its amounts in the sheet; `places` are cell names (B7)
    by address. A relation is left out where it would lead back to itself, or give another number than the cell's."""
    found: dict[CellRef, tuple[tuple[int, CellRef], ...]] = {}
    for check in checks([address for address in amounts if address in places]):
        (sign, target), *others = check.left
        if others or sign != 1 or check.operator != "=" or target in found or target not in places:
            continue
        terms = tuple((s, a) for s, a in check.right if a in places)
        complete = all(a in places or not amounts.get(a) for _, a in check.right)
        if (
            terms
            and complete
            and check.holds(amounts)
            and len(terms) <= _MOST_TERMS
            and not _leads_to(target, terms, found)
        ):
            found[target] = terms
    return {target: _written(terms, places) for target, terms in found.items()}


def _leads_to(
    target: CellRef, terms: tuple[tuple[int, CellRef], ...], found: Mapping[CellRef, tuple[tuple[int, CellRef], ...]]
) -> bool:
    waiting, seen = [address for _, address in terms], set()
    while waiting:
        address = waiting.pop()
        if address == target:
            return True
        if address not in seen:
            seen.add(address)
            waiting.extend(below for _, below in found.get(address, ()))
    return False


def _written(terms: tuple[tuple[int, CellRef], ...], places: Mapping[CellRef, str]) -> str:
    if all(sign == 1 for sign, _ in terms) and len(terms) > 2:
        return f"=SUM({','.join(_ranges([places[address] for _, address in terms]))})"
    signed = "".join(f"{'-' if sign < 0 else '+'}{places[address]}" for sign, address in terms)
    return f"={signed.removeprefix('+')}"


def _ranges(names: list[str]) -> list[str]:
    """Cell names with runs down one column or along one row written as ranges."""
    runs: list[list[tuple[int, int]]] = []
    for place in map(_place, names):
        step = runs and (place[0] - runs[-1][-1][0], place[1] - runs[-1][-1][1])
        goes_on = step in ((0, 1), (1, 0)) and (len(runs[-1]) == 1 or step == _step(runs[-1]))
        if goes_on:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [_name(run[0]) if len(run) == 1 else f"{_name(run[0])}:{_name(run[-1])}" for run in runs]


def _step(run: list[tuple[int, int]]) -> tuple[int, int]:
    return run[1][0] - run[0][0], run[1][1] - run[0][1]


def _place(name: str) -> tuple[int, int]:
    """The column (A is 1) and row of a cell name."""
    letters = name.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column, int(name[len(letters) :])


def _name(place: tuple[int, int]) -> str:
    column, row = place
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
