"""Books from an account set: entries and budgets added up by key, by unit and for the department."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from shebao.accounts.account_set import AccountSet
from shebao.accounts.closing.consolidation import consolidate
from shebao.accounts.ledger import Ledger, constant
from shebao.accounts.model import Books, Cube, Key
from shebao.accounts.vocabulary import BudgetKind


def unit_books(accounts: AccountSet) -> list[Books]:
    """The books of each unit, in the order of the manifest; the unit's own where it has none below."""
    manifest = accounts.manifest
    entries = _by_unit(accounts.entries.cube())
    initial, adjusted = budgets(accounts.budget)
    first, final = _by_unit(initial), _by_unit(adjusted)
    names = manifest.units or {manifest.unit.code: manifest.unit.name}
    if not manifest.units:
        entries, first, final = (_one(cubes, manifest.unit.code) for cubes in (entries, first, final))
    return [
        Books(
            replace(manifest.unit, code=code, name=name, kind="unit" if manifest.units else manifest.unit.kind),
            entries.get(code, {}),
            first.get(code, {}),
            final.get(code, {}),
        )
        for code, name in names.items()
    ]


def whole_books(accounts: AccountSet, units: list[Books]) -> Books:
    """The books that are disclosed: the department's with its own transfers eliminated, or the one unit's."""
    return consolidate(accounts.manifest.unit, units) if accounts.manifest.units else units[0]


def budgets(ledger: Ledger | None) -> tuple[dict[Key, int], dict[Key, int]]:
    """The initial and the adjusted budget by key, in fen."""
    if ledger is None:
        return {}, {}
    completed = Ledger({**ledger.columns, "transfer": constant("", len(ledger))}, ledger.amount, ledger.row)
    first = completed.where(completed.columns["budget_kind"].where(lambda kind: kind is BudgetKind.INITIAL))
    return (first.cube() if len(first) else {}), completed.cube()


def _by_unit(cube: Cube) -> dict[str, dict[Key, int]]:
    found: defaultdict[str, dict[Key, int]] = defaultdict(dict)
    for key, amount in cube.items():
        found[key.unit][key] = amount
    return found


def _one(cubes: Mapping[str, Cube], code: str) -> dict[str, dict[Key, int]]:
    """Everything under one unit, whatever its lines call it."""
    together: defaultdict[Key, int] = defaultdict(int)
    for cube in cubes.values():
        for key, amount in cube.items():
            together[key._replace(unit=code, transfer="")] += amount
    return {code: together}
