"""What a person has to decide about before the tables are disclosed: over the budget, overdrawn, not carried over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shebao.accounts.closing.amounts import Address
from shebao.accounts.model import Books, Cube
from shebao.accounts.prior import Prior
from shebao.accounts.vocabulary import APPROPRIATIONS, EntryKind, Funding, Spending
from shebao.classification.subjects import Level
from shebao.money import format_amount, wan, yuan_text
from shebao.report.relations import Check
from shebao.report.tables import table_specs

OPENING_CELLS: Mapping[str, tuple[Address, Address]] = {
    "年末结转和结余": (
        Address("income_and_expenditure", "out.carry_over", "amount"),
        Address("income_and_expenditure", "in.carry_over", "amount"),
    ),
    **{
        f"年末{funding.label}结转和结余": (
            Address("appropriation_balance", "out.carry_over", funding.value),
            Address("appropriation_balance", f"in.carry_over.{funding.value}", "amount"),
        )
        for funding in APPROPRIATIONS
    },
}
_HALF_OF_PRINT = 50_00


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to decide about: `code`, the unit's code, a Chinese sentence, the amount concerned in fen, and the functional
    item where it is about one."""

    code: str
    unit: str
    message: str
    amount: int
    functional: str = ""


def findings(books: Sequence[Books]) -> Iterator[Finding]:
    """The findings of each unit's books."""
    for own in books:
        yield from over_budget(own)
        yield from overdrawn(own)


def over_budget(books: Books) -> Iterator[Finding]:
    """Expenditure above the adjusted budget, by source, functional item, nature and project."""
    if not books.adjusted_budget:
        return
    spent, allowed = _by_line(books.entries), _by_line(books.adjusted_budget)
    for line, amount in sorted(spent.items()):
        funding, functional, spending, project = line
        budget = allowed.get(line, 0)
        if amount > budget:
            place = "".join((f"{funding.label} {functional} {spending.label}", f"“{project}”" if project else ""))
            yield Finding(
                "over_budget",
                books.unit.code,
                f"{place} 支出 {yuan_text(amount)} 元，超过调整后预算 {yuan_text(budget)} 元"
                f"（超 {yuan_text(amount - budget)} 元）。请核对分录或补录预算调整。",
                amount - budget,
                functional,
            )


Line = tuple[Funding, str, Spending, str]


def _by_line(cube: Cube) -> dict[Line, int]:
    found: defaultdict[Line, int] = defaultdict(int)
    for key, amount in cube.items():
        if key.kind is EntryKind.EXPENDITURE:
            found[key.funding, key.functional, key.spending, key.project] += amount
    return found


def overdrawn(books: Books) -> Iterator[Finding]:
    """Sources of which more was spent than there was."""
    left: defaultdict[bool | Funding, int] = defaultdict(int)
    for key, amount in books.entries.items():
        sign = -1 if key.kind in (EntryKind.EXPENDITURE, EntryKind.DISTRIBUTION) else 1
        left[key.funding if key.funding.is_appropriation else False] += sign * amount
    for source, amount in left.items():
        if amount < 0:
            name = source.label if isinstance(source, Funding) else "财政拨款以外的资金"
            yield Finding(
                "overdrawn",
                books.unit.code,
                f"{name}的支出大于可用资金，年末结转和结余为 {yuan_text(amount)} 元。"
                "请核对是否漏记收入、年初结转或使用非财政拨款结余。",
                -amount,
            )


def below_parts(wrong: Iterable[Check], amounts: Mapping[Address, int]) -> Iterator[Finding]:
    """Cells that are smaller than what is a part of them, which negative entries make."""
    for check in wrong:
        if check.operator == ">=":
            address = check.left[0][1]
            short = -check.difference(amounts)
            yield Finding(
                "below_part",
                "",
                f"{table_specs()[address.table].title}的 {address.row}（{address.column}）比其中的一部分少 {yuan_text(short)} 元。"
                "请核对冲销分录的科目与资金来源。",
                short,
                address.row if Level.of(address.row) is Level.ITEM else "",
            )


def carried_over(prior: Prior | None, amounts: Mapping[Address, int]) -> Iterator[Finding]:
    """Balances at the prior year's end that differ from those at the beginning of this year."""
    if prior is None:
        return
    tolerance = 0 if prior.exact else _HALF_OF_PRINT
    for name, (closing, opening) in OPENING_CELLS.items():
        before, now = prior.amounts.get(closing, 0), amounts.get(opening, 0)
        if abs(before - now) > tolerance:
            code = "not_carried_over" if before and not now else "carried_over_differs"
            yield Finding(
                code,
                "",
                f"上年{name} {format_amount(wan(before))} 万元（{prior.source}），本年年初为 {format_amount(wan(now))} 万元。"
                "请在 opening.csv 中补记年初结转，或说明差异原因。",
                abs(before - now),
            )
