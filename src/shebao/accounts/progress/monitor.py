"""Monthly execution by item and project: spent, budget, plan, rates and warnings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from shebao.accounts.account_set import AccountSet
from shebao.accounts.ledger import Coded, Ledger
from shebao.accounts.output.summary import percent
from shebao.accounts.progress.thresholds import Thresholds, thresholds
from shebao.accounts.trace import entries_of
from shebao.accounts.vocabulary import EntryKind, Spending
from shebao.money import yuan_text

MONTHS = 12
Monthly = tuple[int, ...]


class Line(NamedTuple):
    """What is monitored: a functional item's basic expenditure or one of its projects, all sources together."""

    functional: str
    spending: Spending
    project: str


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning about a line in a month: `code` behind_time, behind_plan, before_approval, rush or exceeded."""

    code: str
    month: int
    message: str


@dataclass(frozen=True, slots=True)
class Progress:
    """One line up to `month`: amounts in fen, `spent` and `plan` by month (not cumulated)."""

    line: Line
    name: str
    month: int
    initial: int
    budget: int
    spent: Monthly
    plan: Monthly | None
    warnings: tuple[Warned, ...]

    def total(self, month: int | None = None) -> int:
        """What was spent up to the end of a month, in fen."""
        return sum(self.spent[: self.month if month is None else month])

    @property
    def rate(self) -> Decimal:
        """Spent in percent of the budget as it stands, one decimal."""
        return percent(self.total(), self.budget)


def time_rate(month: int) -> Decimal:
    """The share of the year that has passed at the end of a month, in percent (序时进度)."""
    return percent(month, MONTHS)


def monitor(accounts: AccountSet, month: int = MONTHS) -> tuple[Progress, ...]:
    """Execution up to the end of `month`, the largest budgets first."""
    year = accounts.manifest.unit.fiscal_year
    limits = thresholds(year)
    spent = _monthly(_spending(entries_of(accounts)))
    approved = _approved(accounts.budget)
    plan = _plan(accounts.plan)
    lines = sorted(set(spent) | set(approved))
    found = [
        _progress(accounts, line, month, spent.get(line), approved.get(line, []), plan.get(line), limits)
        for line in lines
    ]
    return tuple(sorted(found, key=lambda p: (-p.budget, p.line)))


def _spending(ledger: Ledger) -> Ledger:
    return ledger.where(ledger.columns["kind"].where(lambda kind: kind is EntryKind.EXPENDITURE))


def _monthly(ledger: Ledger) -> dict[Line, list[int]]:
    days = ledger.columns["day"]
    months = Coded([day.month if day else 0 for day in days.values], days.codes)
    found: defaultdict[Line, list[int]] = defaultdict(lambda: [0] * MONTHS)
    sums = Ledger({**ledger.columns, "month": months}, ledger.amount, ledger.row).sums((*Line._fields, "month"))
    for (*line, month), amount in sums.items():
        found[Line(*line)][month - 1] += amount
    return found


Approval = tuple[int, int]


def _approved(budget: Ledger | None) -> dict[Line, list[Approval]]:
    """What was approved when, by line: (month, fen); month 0 is the initial budget."""
    found: defaultdict[Line, list[Approval]] = defaultdict(list)
    if budget is not None and len(budget):
        for (*line, day), amount in _spending(budget).sums((*Line._fields, "day")).items():
            found[Line(*line)].append((day.month if isinstance(day, date) else 0, amount))
    return found


def _plan(plan: Ledger | None) -> dict[Line, list[int]]:
    found: defaultdict[Line, list[int]] = defaultdict(lambda: [0] * MONTHS)
    if plan is not None:
        for (functional, project, month), amount in plan.sums(("functional", "project", "month")).items():
            spending = Spending.PROJECT if project else Spending.BASIC
            found[Line(functional, spending, project)][month - 1] += amount
    return found


def _progress(
    accounts: AccountSet,
    line: Line,
    month: int,
    spent: list[int] | None,
    approved: list[Approval],
    plan: list[int] | None,
    limits: Thresholds,
) -> Progress:
    subject = accounts.functional.get(line.functional, accounts.manifest.unit.fiscal_year)
    monthly = tuple(spent or [0] * MONTHS)
    bare = Progress(
        line,
        line.project or f"{subject.name if subject else line.functional}（{line.spending.label}）",
        month,
        sum(amount for when, amount in approved if when == 0),
        sum(amount for when, amount in approved if when <= month),
        monthly,
        tuple(plan) if plan else None,
        (),
    )
    warnings = tuple(_warnings(bare, approved, limits)) if accounts.budget is not None else ()
    return Progress(bare.line, bare.name, month, bare.initial, bare.budget, monthly, bare.plan, warnings)


def _warnings(progress: Progress, approved: list[Approval], limits: Thresholds) -> Iterator[Warned]:
    month, total = progress.month, progress.total()
    time, rate = time_rate(month), progress.rate
    if total > progress.budget:
        text = f"累计支出 {yuan_text(total)} 元，超过预算 {yuan_text(progress.budget)} 元"
        yield Warned("exceeded", month, text)
    yield from _before_approval(progress, approved)
    if progress.budget > 0 and rate < time - limits.behind_time:
        yield Warned("behind_time", month, f"执行率 {rate}%，比序时进度 {time}% 慢 {time - rate} 个百分点")
    planned = sum((progress.plan or ())[:month])
    whole = sum(progress.plan or ())
    if planned and percent(total, whole) < percent(planned, whole) - limits.behind_plan:
        text = f"累计支出 {yuan_text(total)} 元，计划 {yuan_text(planned)} 元，完成计划的 {percent(total, planned)}%"
        yield Warned("behind_plan", month, text)
    last = progress.spent[MONTHS - 1]
    share = percent(last, total)
    if month == MONTHS and last >= limits.rush_least and share >= limits.rush_share:
        yield Warned("rush", month, f"12 月支出 {yuan_text(last)} 元，占全年的 {share}%，有年底突击花钱之嫌")


def _before_approval(progress: Progress, approved: list[Approval]) -> Iterator[Warned]:
    """The first month whose spending was not covered by what had been approved by then, though it was later."""
    for month in range(1, progress.month + 1):
        allowed = sum(amount for when, amount in approved if when <= month)
        if allowed < progress.total(month) <= progress.budget:
            text = (
                f"截至 {month} 月底支出 {yuan_text(progress.total(month))} 元，"
                f"当时批准的预算只有 {yuan_text(allowed)} 元，先支出后批准"
            )
            yield Warned("before_approval", month, text)
            return


def progress_document(accounts: AccountSet, found: tuple[Progress, ...], month: int) -> dict[str, Any]:
    """The execution as plain data for JSON; amounts in fen."""
    return {
        "format": "shebao-progress",
        "unit": accounts.manifest.unit.name,
        "fiscal_year": accounts.manifest.unit.fiscal_year,
        "month": month,
        "time_rate": str(time_rate(month)),
        "lines": [
            {
                "functional": p.line.functional,
                "spending": p.line.spending.value,
                "project": p.line.project,
                "name": p.name,
                "initial_fen": p.initial,
                "budget_fen": p.budget,
                "spent_fen": p.total(),
                "rate": str(p.rate),
                "spent_by_month_fen": list(p.spent[:month]),
                "plan_by_month_fen": list(p.plan) if p.plan else None,
                "warnings": [{"code": w.code, "month": w.month, "message": w.message} for w in p.warnings],
            }
            for p in found
        ],
    }
