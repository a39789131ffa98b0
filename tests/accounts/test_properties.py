"""What holds of any entries: every declared formula, consolidation, rounding, and import after export."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.account_files import FUND, GENERAL, OTHER, Row, folder_of
from shebao.accounts.closing.amounts import Address, atoms, close
from shebao.accounts.closing.closing import closing_of
from shebao.accounts.closing.consolidation import consolidate
from shebao.accounts.closing.rounding import adding_up, displayed, largest_remainder
from shebao.accounts.importing.folder import read_folder
from shebao.accounts.model import Books, Key, Unit
from shebao.accounts.output.sheets import ledgers, write_csv, write_workbook
from shebao.accounts.vocabulary import EntryKind, Funding, Spending
from shebao.auditing.audit import audit_report
from shebao.report.relations import broken, checks

ITEMS = ["2080101", "2080109", "2080501", "2101101", "2210201", "2010601"]
FUND_ITEMS = ["2296002", "2296006"]
SUBJECTS = ["30101", "30113", "30201", "30217", "30231", "30302", "31002", "31013", "30212", "30702"]
AMOUNTS = st.integers(0, 10**11)
OWN = [Funding.BUSINESS, Funding.OTHER, Funding.OPERATING, Funding.SUPERIOR_SUBSIDY, Funding.SUBSIDIARY, Funding.FISCAL_ACCOUNT]  # fmt: skip


@st.composite
def keys(draw: st.DrawFn, unit: str = "1") -> Key:
    """A key that importing would let through."""
    kind = draw(st.sampled_from(list(EntryKind)))
    own_only = kind in (EntryKind.BALANCE_USED, EntryKind.DISTRIBUTION)
    funding = draw(st.sampled_from(OWN if own_only else list(Funding)))
    item = draw(st.sampled_from(FUND_ITEMS if funding is Funding.FUND else ITEMS))
    spending, economic, project = Spending.NONE, "", ""
    if kind is EntryKind.EXPENDITURE:
        natures = [Spending.BASIC, Spending.PROJECT]
        natures += [] if funding.is_appropriation else [Spending.OPERATING, Spending.REMITTED, Spending.SUBSIDIES]
        spending = draw(st.sampled_from(natures))
        economic = draw(st.sampled_from(SUBJECTS))
        project = "甲" if spending is Spending.PROJECT else ""
    return Key(unit, kind, funding, item, economic, spending, project)


CUBES = st.dictionaries(keys(), AMOUNTS, max_size=40)


@settings(max_examples=60, deadline=None)
@given(CUBES)
def test_every_declared_formula_holds_to_the_fen(cube: dict[Key, int]) -> None:
    amounts = close(atoms(cube), {k: v for k, v in atoms(cube).items() if k.kind is EntryKind.EXPENDITURE})
    assert broken(amounts) == []


def test_the_formulas_can_fail() -> None:
    cube = {Key("", EntryKind.EXPENDITURE, Funding.GENERAL, "2080101", "30201", Spending.BASIC, ""): 100}
    amounts = close(atoms(cube), {})
    assert len(list(checks(amounts))) > 40
    for address in amounts:
        assert broken({**amounts, address: amounts[address] - 1}), address


@settings(max_examples=60, deadline=None)
@given(CUBES)
def test_adjusted_parts_add_up_as_displayed(cube: dict[Key, int]) -> None:
    entries = atoms(cube)
    figures = adding_up(entries, {}, "万元")
    assert [check for check in broken(figures) if check.operator == "="] == []
    exact = displayed(close(entries, {}), "万元")
    total = Address("expenditure", "total", "total")
    if sum(1 for atom in entries if atom.kind is EntryKind.EXPENDITURE) == 1:
        assert figures.get(total, 0) == exact.get(total, 0)
    for address, figure in figures.items():
        assert abs(figure - exact.get(address, Decimal(0))) <= Decimal("0.40")


@given(st.dictionaries(st.text(max_size=3), st.integers(-(10**9), 10**9), min_size=1), st.integers(-5, 5))
def test_largest_remainder_gives_exactly_the_steps(amounts: dict[str, int], more: int) -> None:
    steps = sum(amounts.values()) // 10_000 + more
    shares = largest_remainder(amounts, steps, 10_000)
    assert sum(shares.values()) == steps
    assert set(shares) == set(amounts)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(keys("1"), AMOUNTS, max_size=15),
    st.dictionaries(keys("2"), AMOUNTS, max_size=15),
    st.integers(1, 10**9),
)
def test_consolidation_is_closing_the_union_without_transfers(
    one: dict[Key, int], two: dict[Key, int], paid: int
) -> None:
    payer = Key("1", EntryKind.EXPENDITURE, Funding.OTHER, "2080109", "30299", Spending.PROJECT, "划转", "2")
    receiver = Key("2", EntryKind.INCOME, Funding.OTHER, "2080109", "", Spending.NONE, "", "1")
    units = [
        Books(Unit(code, code, "unit", "", 2023), {**cube, key: paid})
        for code, cube, key in (("1", one, payer), ("2", two, receiver))
    ]
    whole = consolidate(Unit("", "部门", "department", "", 2023), units)
    assert close(atoms(whole.entries), {}) == close(atoms({**one, **two}), {})
    separate = [close(atoms(unit.entries), {}) for unit in units]
    address = Address("expenditure", "total", "total")
    assert (
        sum(amounts.get(address, 0) for amounts in separate) == close(atoms(whole.entries), {}).get(address, 0) + paid
    )


ROW = st.fixed_dictionaries(
    {
        "日期": st.dates().map(lambda day: day.replace(year=2023, day=min(day.day, 28)).isoformat()),
        "资金来源": st.sampled_from([GENERAL, OTHER]),
        "功能分类科目": st.sampled_from(ITEMS),
        "金额（元）": st.integers(100_00, 10**12).map(lambda fen: f"{fen // 100}.{fen % 100:02d}"),
        "摘要": st.text("办公费、，,\"'=+-@ab 1", max_size=8),
        "nature": st.sampled_from(["", "基本支出", "项目支出"]),
    }
)


def entry(number: int, drawn: dict[str, str]) -> Row:
    nature = drawn["nature"]
    row = {key: value for key, value in drawn.items() if key != "nature"}
    spent = {"类型": "支出", "支出性质": nature, "经济分类科目": "30201", "项目": "甲" if nature == "项目支出" else ""}
    return {**row, "凭证号": f"记-{number}", "行号": "1", **(spent if nature else {"类型": "收入"})}


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_import_after_export_is_the_same(form: str) -> None:
    @settings(max_examples=12, deadline=None)
    @given(st.lists(ROW, min_size=1, max_size=12))
    def same(rows: list[dict[str, str]]) -> None:
        with TemporaryDirectory() as name:
            opening = f"资金来源,功能分类科目,金额（元）\n{FUND},2296002,10.05\n{OTHER},,3.00\n"
            entries = [entry(i, row) for i, row in enumerate(rows)]
            first = folder_of(Path(name) / "a", entries, opening_csv=opening)
            again = folder_of(Path(name) / "b")
            (again / "entries.csv").unlink()
            before = read_folder(first)
            for sheet, (ledger, columns) in ledgers(before).items():
                (write_csv if form == "csv" else write_workbook)(again / f"{sheet}.{form}", ledger, columns)
            after = read_folder(again)
            assert lines(after) == lines(before)

    same()


def lines(folder: object) -> list[dict[str, object]]:
    entries = folder.entries
    return [{k: v for k, v in entries.line(i).items() if k not in ("row", "file")} for i in range(len(entries))]


@settings(max_examples=15, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=25))
def test_the_audit_of_any_closed_tables_finds_nothing(rows: list[dict[str, str]]) -> None:
    """Where no source is overdrawn, which closing itself reports."""
    received = [{**row, "nature": ""} for row in rows]
    entries = [entry(i, row) for i, row in enumerate([*rows, *received])]
    with TemporaryDirectory() as name:
        closing = closing_of(read_folder(folder_of(Path(name), entries)))
    assert closing.findings == ()
    result = audit_report(closing.report(), rules=["T", "X", "L"])
    assert [finding.message for finding in result.findings] == []
