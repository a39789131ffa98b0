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
    """Cell names with runs down one column written as ranges."""
    runs: list[list[str]] = []
    for name in names:
        column, row = name.rstrip("0123456789"), int(name.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        if runs and f"{column}{row - 1}" == runs[-1][-1]:
            runs[-1].append(name)
        else:
            runs.append([name])
    return [run[0] if len(run) == 1 else f"{run[0]}:{run[-1]}" for run in runs]
