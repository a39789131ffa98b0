"""Entries and budgets that close to published tables: exact amounts are found inside what each printed figure can mean.

    python examples/accounts/published.py FOLDER…    writes entries.csv, budget.csv, opening.csv from FOLDER/published.json

published.json holds the figures of the nine tables as printed ({table: {row: {column: text}}}), those that contradict the
others (`errors`: addresses and why), the initial budget by item, and whose they are.
"""

from __future__ import annotations

import csv
import json
import sys
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path

from shebao.accounts.closing.amounts import Address, Atom, addresses
from shebao.accounts.vocabulary import EntryKind, Funding, Spending
from shebao.money import FEN_PER_WAN

HALF = FEN_PER_WAN // 200  # half of 0.01 万元
MARGIN = 100  # stay one yuan inside
COLUMN_FUNDING = {
    "superior_subsidy": Funding.SUPERIOR_SUBSIDY,
    "business": Funding.BUSINESS,
    "operating": Funding.OPERATING,
    "subsidiary": Funding.SUBSIDIARY,
    "other": Funding.OTHER,
}
Printed = Mapping[Address, int]


def printed_figures(published: dict) -> dict[Address, int]:
    """The printed figures in fen by address."""
    return {
        Address(table, row, column): int(Decimal(text.replace(",", "")) * FEN_PER_WAN)
        for table, rows in published["tables"].items()
        for row, cells in rows.items()
        for column, text in cells.items()
    }


def first_guess(printed: Printed) -> dict[Atom, int]:
    """One amount for each leaf of the tables, as printed. Basic expenditure has an amount by functional item (economic
    subject blank) and one by economic subject (functional item blank); they are woven together in the end."""
    found: dict[Atom, int] = {}

    def leaf(table: str, row: str, column: str) -> int:
        return printed.get(Address(table, row, column), 0)

    items = sorted({a.row for a in printed if len(a.row) == 7 and a.row.isdecimal()})
    for item in items:
        found[Atom(EntryKind.INCOME, Funding.GENERAL, item, "", Spending.NONE)] = leaf("income", item, "appropriation")
        for column, funding in COLUMN_FUNDING.items():
            found[Atom(EntryKind.INCOME, funding, item, "", Spending.NONE)] = leaf("income", item, column)
        for spending in (Spending.BASIC, Spending.PROJECT):
            general = leaf("general_budget_expenditure", item, spending)
            found[Atom(EntryKind.EXPENDITURE, Funding.GENERAL, item, "", spending)] = general
            own = leaf("expenditure", item, spending) - general
            found[Atom(EntryKind.EXPENDITURE, Funding.OTHER, item, "", spending)] = own
    for address in printed:
        if address.table == "basic_expenditure" and len(address.row) == 5:
            atom = Atom(EntryKind.EXPENDITURE, Funding.GENERAL, "", address.row, Spending.BASIC)
            found[atom] = printed[address]
    opening = leaf("income_and_expenditure", "in.carry_over", "amount")
    general = leaf("appropriation_balance", "in.carry_over.general", "amount")
    found[Atom(EntryKind.OPENING, Funding.GENERAL, "", "", Spending.NONE)] = general
    found[Atom(EntryKind.OPENING, Funding.OTHER, "", "", Spending.NONE)] = opening - general
    return {atom: amount for atom, amount in found.items() if amount}


def reached(atom: Atom) -> Iterable[tuple[Address, int]]:
    """The cells of an atom; the economic half of basic expenditure reaches table 06 only, the functional half all others."""
    if atom.kind is EntryKind.EXPENDITURE and not atom.functional:
        whole = atom._replace(functional="2080101")
        return [(a, s) for a, s in addresses(whole) if a.table in ("basic_expenditure", "three_public")]
    return addresses(atom)


def wrong(address: Address, errors: Iterable[str]) -> bool:
    """Whether an address is one of the published errors (`table:row:column`, `*` for any)."""
    return any(fnmatchcase(":".join(address), error) for error in errors)


def exact(printed: Printed, errors: Iterable[str]) -> dict[Atom, int]:
    """Amounts in fen inside every printed figure but the errors, by repeated projection of what is off onto its parts."""
    amounts = first_guess(printed)
    parts: dict[Address, list[tuple[Atom, int]]] = defaultdict(list)
    for atom in amounts:
        for address, sign in reached(atom):
            parts[address].append((atom, sign))
    wanted = {
        address: value
        for address, value in printed.items()
        if not (wrong(address, errors) or address.column.startswith("budget."))
    }
    start = dict(amounts)
    for _ in range(4000):
        off = 0
        for address, value in wanted.items():
            difference = value - sum(sign * amounts[atom] for atom, sign in parts[address])
            excess = max(abs(difference) - (HALF - MARGIN), 0) * (1 if difference > 0 else -1)
            if excess:
                off += 1
                _move(amounts, start, parts[address], excess)
        basic = [a for a in amounts if a.spending is Spending.BASIC and a.funding is Funding.GENERAL]
        gap = sum(amounts[a] * (1 if a.functional else -1) for a in basic)
        if gap:
            off += 1
            _move(amounts, start, [(a, -1 if a.functional else 1) for a in basic], gap)
        if not off:
            return amounts
    raise SystemExit("没有同时满足所有公布数的金额：请在 errors 中列出相互矛盾的公布数")


def _move(amounts: dict[Atom, int], start: dict[Atom, int], parts: list[tuple[Atom, int]], excess: int) -> None:
    """Adds `excess` to the sum of the parts, evenly, each within half of its last printed digit."""
    room = []
    for atom, sign in parts:
        change = sign * (1 if excess > 0 else -1)
        limit = HALF - MARGIN - change * (amounts[atom] - start[atom])
        if limit > 0:
            room.append((limit, atom, change))
    left = abs(excess)
    for index, (limit, atom, change) in enumerate(sorted(room, key=lambda entry: entry[0])):
        step = min(limit, -(-left // (len(room) - index)))
        amounts[atom] += change * step
        left -= step


def woven(amounts: Mapping[Atom, int]) -> dict[Atom, int]:
    """Basic expenditure with both subjects: items are filled with economic subjects in order."""
    found = {a: v for a, v in amounts.items() if not (a.spending is Spending.BASIC and a.funding is Funding.GENERAL)}
    items = [[a, v] for a, v in amounts.items() if a not in found and a.functional]
    subjects = [[a, v] for a, v in amounts.items() if a not in found and not a.functional]
    while items and subjects:
        (item, left), (subject, right) = items[0], subjects[0]
        part = min(left, right)
        found[item._replace(economic=subject.economic)] = part
        items[0][1] -= part
        subjects[0][1] -= part
        items = items[1:] if not items[0][1] else items
        subjects = subjects[1:] if not subjects[0][1] else subjects
    return found


def instalments(amount: int, count: int) -> list[int]:
    """The amount in `count` whole parts that differ by at most one fen."""
    each, rest = divmod(amount, count)
    return [each + (i < rest) for i in range(count)]


def write(folder: Path) -> None:
    """entries.csv, budget.csv and opening.csv of a folder."""
    published = json.loads((folder / "published.json").read_text("utf-8"))
    year = published["fiscal_year"]
    errors = [error["address"] for error in published["errors"]]
    printed = printed_figures(published)
    amounts = woven(exact(printed, errors))
    names = published.get("projects", {})
    with (folder / "entries.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(
            [
                "日期",
                "凭证号",
                "行号",
                "类型",
                "资金来源",
                "功能分类科目",
                "经济分类科目",
                "支出性质",
                "项目",
                "金额（元）",
                "摘要",
            ]
        )
        lines: dict[int, int] = defaultdict(int)
        for atom, amount in amounts.items():
            if atom.kind is EntryKind.OPENING:
                continue
            months = range(1, 13) if atom.spending is not Spending.PROJECT else (3, 6, 9, 11)
            for month, part in zip(months, instalments(amount, len(list(months))), strict=True):
                lines[month] += 1
                out.writerow(_line(atom, part, year, month, lines[month], names))
    opening = [[atom.funding.label, "", yuan(v)] for atom, v in amounts.items() if atom.kind is EntryKind.OPENING]
    if opening:
        with (folder / "opening.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([["资金来源", "功能分类科目", "金额（元）"], *opening])
    _write_budget(folder, published, amounts)


def _line(atom: Atom, part: int, year: int, month: int, line: int, names: Mapping[str, str]) -> list[object]:
    day = f"{year}-{month:02d}-{monthrange(year, month)[1]}"
    project = names.get(atom.functional, "业务经费") if atom.spending is Spending.PROJECT else ""
    note = f"{month}月{atom.kind.label}"
    return [day, f"记-{month:02d}", line, atom.kind.label, atom.funding.label, atom.functional, atom.economic,
            atom.spending.label, project, yuan(part), note]  # fmt: skip


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals."""
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def _write_budget(folder: Path, published: dict, amounts: Mapping[Atom, int]) -> None:
    """The initial budget of each item (what was spent, where none is published) in proportion to what was spent by nature,
    and adjustments to what was spent; the 三公 items as published."""
    year, initial = published["fiscal_year"], published["initial_budget"]
    spent: dict[tuple[Funding, str, Spending], int] = defaultdict(int)
    for atom, amount in amounts.items():
        if atom.kind is EntryKind.EXPENDITURE:
            spent[atom.funding, atom.functional, atom.spending] += amount
    first: dict[tuple[Funding, str, Spending], int] = {}
    for line, amount in spent.items():
        whole = sum(v for other, v in spent.items() if other[:2] == line[:2])
        known = initial.get(line[1])
        budget = whole if known is None else int(Decimal(known.replace(",", "")) * FEN_PER_WAN)
        first[line] = budget * amount // whole if line[0] is Funding.GENERAL else 0
    three_public = published.get("three_public_budget", {})
    rows = []
    for line, amount in spent.items():
        funding, functional, spending = line
        project = published.get("projects", {}).get(functional, "业务经费") if spending is Spending.PROJECT else ""
        own = {}
        if line == published_line(published):
            own = {code: int(Decimal(text) * FEN_PER_WAN) for code, text in three_public.items()}
        for economic, part in {"": first[line] - sum(own.values()), **own}.items():
            if part:
                rows.append(
                    [
                        "年初预算",
                        "",
                        "",
                        "",
                        "支出",
                        funding.label,
                        functional,
                        economic,
                        spending.label,
                        project,
                        yuan(part),
                    ]
                )
        if amount > first[line]:
            rows.append(["预算调整", f"{year}-02-15", f"调整〔{year}〕1号", "年度执行中追加", "支出", funding.label, functional, "",
                         spending.label, project, yuan(amount - first[line])])  # fmt: skip
    with (folder / "budget.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(
            [
                "预算类型",
                "日期",
                "文号",
                "事由",
                "类型",
                "资金来源",
                "功能分类科目",
                "经济分类科目",
                "支出性质",
                "项目",
                "金额（元）",
            ]
        )
        out.writerows(rows)


def published_line(published: dict) -> tuple[Funding, str, Spending]:
    """The budget line that carries the 三公 budget."""
    item, nature = published.get("three_public_line", ["", "basic"])
    return Funding.GENERAL, item, Spending(nature)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        write(Path(name))
