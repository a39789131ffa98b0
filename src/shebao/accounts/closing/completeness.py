"""What makes a closed year look unfinished: months without expenditure, projects without execution, a fall against the prior year.

None of it is wrong by itself; whoever discloses such accounts has to say why (预算法第十四条: 决算草案应当真实、完整).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from shebao.accounts.account_set import AccountSet
from shebao.accounts.closing.amounts import Address
from shebao.accounts.closing.books import unit_books
from shebao.accounts.closing.closing import Closing
from shebao.accounts.closing.findings import Finding
from shebao.accounts.model import Books, Cube
from shebao.accounts.vocabulary import EntryKind, Spending
from shebao.money import format_amount, wan, yuan_text

_TOTALS = {
    "本年收入合计": Address("income_and_expenditure", "in.total", "amount"),
    "本年支出合计": Address("income_and_expenditure", "out.total", "amount"),
}
_PARTS = 5
"""A fall of one of these parts is told."""
_MONTHS = range(1, 13)


def incomplete(accounts: AccountSet, closing: Closing) -> Iterator[Finding]:
    """What is to be explained before the closed year is disclosed."""
    yield from _months(accounts)
    for books in unit_books(accounts):
        yield from _projects(books, named=bool(accounts.manifest.units))
    yield from _falls(closing)


def _months(accounts: AccountSet) -> Iterator[Finding]:
    """Units with dated expenditure that lacks in some months; where no line has a day, nothing can be said."""
    names = accounts.manifest.units
    found: defaultdict[str, set[int]] = defaultdict(set)
    for (kind, unit, day), _amount in accounts.entries.sums(("kind", "unit", "day")).items():
        if kind is EntryKind.EXPENDITURE and day is not None:
            found[unit if names else ""].add(day.month)
    for unit, months in sorted(found.items()):
        missing = [month for month in _MONTHS if month not in months]
        if missing:
            yield Finding(
                "months_without_entries",
                unit,
                f"{spans(missing)}没有支出分录，全年只有 {len(months)} 个月有支出。"
                "请补录；确实没有支出的，请写明原因，公开时一并公布。",
                0,
            )


def spans(months: Iterable[int]) -> str:
    """Months in words: 1 月、10 月至 12 月."""
    runs: list[list[int]] = []
    for month in months:
        if runs and runs[-1][-1] == month - 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return "、".join(f"{run[0]} 月" if len(run) == 1 else f"{run[0]} 月至 {run[-1]} 月" for run in runs)


def _projects(books: Books, *, named: bool) -> Iterator[Finding]:
    """Projects with a budget of which nothing was spent."""
    allowed, spent = _by_project(books.adjusted_budget), _by_project(books.entries)
    for (functional, project), budget in sorted(allowed.items()):
        if budget > 0 and not spent.get((functional, project)):
            yield Finding(
                "project_without_execution",
                books.unit.code if named else "",
                f"项目“{project}”（科目 {functional}）有预算 {yuan_text(budget)} 元，全年没有支出。"
                "请核对分录；确实没有执行的，请写明原因，公开时一并公布。",
                budget,
                functional,
            )


def _by_project(cube: Cube) -> Mapping[tuple[str, str], int]:
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    for key, amount in cube.items():
        if key.kind is EntryKind.EXPENDITURE and key.spending is Spending.PROJECT:
            found[key.functional, key.project] += amount
    return found


def _falls(closing: Closing) -> Iterator[Finding]:
    """Totals that fell by a fifth or more."""
    if closing.prior is None:
        return
    for name, address in _TOTALS.items():
        before, now = closing.prior.amounts.get(address, 0), closing.amounts.get(address, 0)
        if before > 0 and (before - now) * _PARTS >= before:
            yield Finding(
                "fall",
                "",
                f"{name} {format_amount(wan(now))} 万元，比上年 {format_amount(wan(before))} 万元减少五分之一以上。"
                "请核对是否漏记；确实减少的，请写明原因，公开时一并公布。",
                before - now,
            )
