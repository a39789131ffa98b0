"""Displayed figures: fen as 万元 or 元, each rounded half up, or parts rounded so that they add up to what is displayed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from shebao.accounts.closing.amounts import Address, Atom, close
from shebao.money import FEN_PER_WAN, FEN_PER_YUAN, divide_half_up

_FEN_PER_UNIT = {"万元": FEN_PER_WAN, "元": FEN_PER_YUAN}


class Rounding(StrEnum):
    """How displayed figures are rounded."""

    HALF_UP = "half_up"  # each figure for itself (四舍五入)
    LARGEST_REMAINDER = "largest_remainder"  # parts are adjusted so that displayed parts add up (最大余数法)


def displayed(amounts: Mapping[Address, int], money_unit: str, decimals: int = 2) -> dict[Address, Decimal]:
    """The figures of the tables in 万元 or 元, each rounded half up."""
    scale, fen_per_unit = 10**decimals, _FEN_PER_UNIT[money_unit]
    return {
        address: Decimal(divide_half_up(amount * scale, fen_per_unit)).scaleb(-decimals)
        for address, amount in amounts.items()
    }


def adding_up(
    entries: Mapping[Atom, int], budget: Mapping[Atom, int], money_unit: str, decimals: int = 2
) -> dict[Address, Decimal]:
    """The figures of the tables where every displayed total is the sum of its displayed parts.

    Entries are rounded down the classification: totals half up, then class, category, item, nature and economic subject
    share the remainder by largest remainder. The tables are then closed from the rounded entries; zeros stay blank.
    """
    step = _FEN_PER_UNIT[money_unit] // 10**decimals
    rounded = close(shared_out(entries, step), shared_out(budget, step))
    return {address: Decimal(steps).scaleb(-decimals) for address, steps in rounded.items() if steps}


def shared_out(amounts: Mapping[Atom, int], step: int) -> dict[Atom, int]:
    """Each amount in whole steps, so that their sum within each source and kind is its rounded total."""
    groups: defaultdict[tuple[str, str], dict[Atom, int]] = defaultdict(dict)
    for atom, amount in amounts.items():
        groups[(atom.kind, atom.funding)][atom] = amount
    found: dict[Atom, int] = {}
    for members in groups.values():
        _share(members, divide_half_up(sum(members.values()), step), step, 0, found)
    return {atom: found[atom] for atom in amounts}


def _path(atom: Atom) -> tuple[str, ...]:
    code = atom.functional
    return (code[:3], code[:5], code, atom.spending, atom.economic[:3], atom.economic)


def _share(members: Mapping[Atom, int], steps: int, step: int, depth: int, found: dict[Atom, int]) -> None:
    if depth == len(_path(next(iter(members)))):
        ((atom, _),) = members.items()
        found[atom] = steps
        return
    groups: defaultdict[str, dict[Atom, int]] = defaultdict(dict)
    for atom, amount in members.items():
        groups[_path(atom)[depth]][atom] = amount
    exact = {name: sum(group.values()) for name, group in groups.items()}
    for name, share in largest_remainder(exact, steps, step).items():
        _share(groups[name], share, step, depth + 1, found)


def largest_remainder(amounts: Mapping[str, int], steps: int, step: int) -> dict[str, int]:
    """Whole steps for each amount, together `steps`: rounded down, then the largest remainders get one more each."""
    floors = {name: amount // step for name, amount in amounts.items()}
    missing = steps - sum(floors.values())
    order = sorted(amounts, key=lambda name: (-(amounts[name] % step), name))
    everyone, some = divmod(missing, len(order))
    return {name: floors[name] + everyone + (place < some) for place, name in enumerate(order)}
