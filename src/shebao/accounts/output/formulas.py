"""Live spreadsheet formulas for the cells that the declared relations make sums of other cells."""

from __future__ import annotations

from collections.abc import Mapping

from shebao.accounts.closing.amounts import Address
from shebao.accounts.closing.relations import checks

_MOST_TERMS = 200


def formulas(amounts: Mapping[Address, int], places: Mapping[Address, str]) -> dict[Address, str]:
    """A formula for each address whose first declared relation has all its amounts in the sheet; `places` are cell names
    (B7) by address. A relation is left out where it would lead back to itself."""
    found: dict[Address, tuple[tuple[int, Address], ...]] = {}
    for check in checks([address for address in amounts if address in places]):
        (sign, target), *others = check.left
        if others or sign != 1 or check.operator != "=" or target in found or target not in places:
            continue
        terms = tuple((s, a) for s, a in check.right if a in places)
        complete = all(a in places or not amounts.get(a) for _, a in check.right)
        if terms and complete and len(terms) <= _MOST_TERMS and not _leads_to(target, terms, found):
            found[target] = terms
    return {target: _written(terms, places) for target, terms in found.items()}


def _leads_to(
    target: Address, terms: tuple[tuple[int, Address], ...], found: Mapping[Address, tuple[tuple[int, Address], ...]]
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


def _written(terms: tuple[tuple[int, Address], ...], places: Mapping[Address, str]) -> str:
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
