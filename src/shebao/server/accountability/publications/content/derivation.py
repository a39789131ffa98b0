"""The entries behind a published figure, kept as sums by what the tables distinguish (kind, source of money, subjects, kind of
spending): no voucher, no name, no description leaves the books."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from shebao.accounts.account_set import AccountSet
from shebao.accounts.closing.amounts import Address, Atom, is_budget, reach_of
from shebao.accounts.ledger import Ledger
from shebao.accounts.trace import budget_of, entries_of, groups_of
from shebao.accounts.vocabulary import BudgetKind, EntryKind, Funding, Spending
from shebao.evidence import Group, Part, behind


def groups_data(accounts: AccountSet, projects: Collection[str] = ()) -> dict[str, Any]:
    """What is stored of a unit's books: the groups of entries and of budget lines behind the tables, the budget as it was
    decided first and as it became, and both sides of the projects whose forms are printed."""
    budget = accounts.budget
    return {
        "entries": list(_data(groups_of(entries_of(accounts)))),
        "budget": list(_data(groups_of(budget_of(accounts)))),
        "initial": list(_data(groups_of(_initial(budget)))) if budget is not None else [],
        "adjusted": list(_data(groups_of(budget))) if budget is not None else [],
        "projects": _by_project(accounts, projects),
    }


def _initial(budget: Ledger) -> Ledger:
    return budget.where(budget.columns["budget_kind"].where(lambda kind: kind is BudgetKind.INITIAL))


def _by_project(accounts: AccountSet, projects: Collection[str]) -> dict[str, dict[str, list[list[Any]]]]:
    """What was spent on each project (`actual`) and what it was given (`budget`)."""
    sides = {"actual": entries_of(accounts), "budget": accounts.budget}
    found: dict[str, dict[str, list[list[Any]]]] = {}
    for side, lines in sides.items():
        if lines is None or not len(lines):
            continue
        for name in sorted(set(lines.columns["project"].values) & set(projects)):
            own = lines.where(lines.columns["project"].where(name.__eq__))
            found.setdefault(name, {})[side] = list(_data(groups_of(own)))
    return found


def planned_lines(stored: Mapping[str, Any], kind: str, funding: str, code: str) -> tuple[Part[Atom], ...]:
    """The lines of budgeted expenditure of a source of money and a functional subject ('' all), the largest first."""
    return _largest_first(
        group
        for group in map(_group, stored.get(kind, ()))
        if group.atom.kind is EntryKind.EXPENDITURE
        and str(group.atom.funding) == funding
        and group.atom.functional.startswith(code)
    )


def lines_of_form(stored: Mapping[str, Any], project: str, side: str) -> tuple[Part[Atom], ...]:
    """The lines of expenditure that a form's budget or actual is the sum of: of a project, of the whole where '' is given."""
    kept = stored.get("projects", {}).get(project, {}).get(side, ()) if project else stored.get(_WHOLE[side], ())
    spending = (Spending.PROJECT,) if project else tuple(Spending)
    return _largest_first(
        group
        for group in map(_group, kept)
        if group.atom.kind is EntryKind.EXPENDITURE and group.atom.spending in spending
    )


_WHOLE = {"actual": "entries", "budget": "adjusted"}


def _largest_first(groups: Iterable[Group[Atom]]) -> tuple[Part[Atom], ...]:
    return tuple(sorted((Part(group, 1) for group in groups), key=_size))


def _size(part: Part[Atom]) -> int:
    return -abs(part.fen)


def _data(groups: Iterable[Group[Atom]]) -> Iterator[list[Any]]:
    for group in groups:
        yield [*(str(value) for value in group.atom), group.count, group.fen]


def entries_behind(stored: Mapping[str, Any], cell: str) -> tuple[Part[Atom], ...]:
    """The groups of entries that add up to the cell `table:row:column`, the largest first."""
    address = Address(*cell.split(":"))
    groups = map(_group, stored.get("budget" if is_budget(address) else "entries", ()))
    return tuple(sorted(behind(address, groups, reach_of(address)).parts, key=_size))


def _group(row: Iterable[Any]) -> Group[Atom]:
    kind, funding, functional, economic, spending, count, fen = row
    return Group(Atom(EntryKind(kind), Funding(funding), functional, economic, Spending(spending)), count, fen)
