"""Closing: rows and columns of the layouts, findings, prior year, department, rounding, notes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from accounts.account_files import BASIC, FUND, GENERAL, INCOME, MANIFEST, OTHER, PROJECT, SOUND, folder_of
from shebao.accounts.closing.amounts import Address
from shebao.accounts.closing.closing import Closing, closing_of
from shebao.accounts.importing.folder import read_folder
from shebao.accounts.importing.rejects import ImportRejected
from shebao.accounts.output.document import closing_document, closing_json
from shebao.accounts.output.summary import annex_figures, comparisons
from shebao.auditing.audit import audit_report
from shebao.report.tables import TableState


def closed(folder: Path) -> Closing:
    return closing_of(read_folder(folder))


def budget_line(amount: str, **changes: str) -> dict[str, str]:
    return {"预算类型": "年初预算", "类型": "支出", "资金来源": GENERAL, "功能分类科目": "2080109", "支出性质": "基本支出",
            "金额（元）": amount, **changes}  # fmt: skip


def test_execution_above_the_adjusted_budget_is_reported(tmp_path: Path) -> None:
    project = budget_line("80000.01", 支出性质="项目支出", 项目="扩面")
    found = closed(folder_of(tmp_path / "a", SOUND, [budget_line("120000.00"), project])).findings
    assert [f.code for f in found] == ["over_budget"]
    assert "2080109 基本支出 支出 120,000.55 元，超过调整后预算 120,000.00 元（超 0.55 元）" in found[0].message
    adjusted = budget_line("0.55", 预算类型="预算调整", 日期="2023-05-01", 文号="〔2023〕1号", 事由="追加")
    assert closed(folder_of(tmp_path / "a", SOUND, [budget_line("120000.00"), project, adjusted])).findings == ()


def test_spending_more_than_there_is_is_reported(tmp_path: Path) -> None:
    found = closed(folder_of(tmp_path / "a", [BASIC])).findings
    assert [f.code for f in found] == ["overdrawn"]
    assert found[0].amount == 120000_55


def test_balances_of_other_money_and_funds(tmp_path: Path) -> None:
    rows = [
        *SOUND,
        {**INCOME, "凭证号": "记-4", "资金来源": FUND, "功能分类科目": "2296002", "金额（元）": "1000"},
        {**PROJECT, "凭证号": "记-5", "资金来源": FUND, "功能分类科目": "2296002", "金额（元）": "600"},
        {**BASIC, "凭证号": "记-6", "资金来源": OTHER, "金额（元）": "50"},
        {"日期": "2023-12-31", "凭证号": "记-7", "行号": 1, "类型": "使用非财政拨款结余", "资金来源": OTHER, "金额（元）": "70"},
        {"日期": "2023-12-31", "凭证号": "记-8", "行号": 1, "类型": "结余分配", "资金来源": OTHER, "金额（元）": "5"},
    ]  # fmt: skip
    opening = f"资金来源,功能分类科目,金额（元）\n{FUND},2296002,200\n{OTHER},,30\n"
    amounts = closed(folder_of(tmp_path / "a", rows, opening_csv=opening)).amounts
    general = 500000_00 - 120000_55 - 80000_01
    assert amounts[Address("government_fund", "2296002", "closing")] == 600_00
    assert amounts[Address("appropriation_balance", "out.carry_over", "general")] == general
    assert amounts[Address("appropriation_balance", "out.carry_over", "fund")] == 600_00
    assert amounts[Address("income_and_expenditure", "out.carry_over", "amount")] == general + 600_00 + 45_00
    assert amounts[Address("income_and_expenditure", "in.balances_used", "amount")] == 70_00
    assert amounts[Address("expenditure", "2080109", "basic")] == 120050_55
    assert amounts[Address("general_budget_expenditure", "2080109", "basic")] == 120000_55


def test_a_table_without_amounts_is_empty_and_says_so(tmp_path: Path) -> None:
    table = next(t for t in closed(folder_of(tmp_path / "a")).tables if t.id == "government_fund")
    assert table.state is TableState.EMPTY
    assert table.notes[-1].source.quote == "某市社会保险中心本年度没有政府性基金预算财政拨款收入和支出。"


def test_classes_and_subjects_outside_the_layout_get_rows(tmp_path: Path) -> None:
    subjects = (
        "code,name,level,year_from,year_to,source,confidence,note\n298,某类支出,类,2020,2024,本地,known,\n"
        "29801,某款,款,2020,2024,本地,known,\n2980101,某项,项,2020,2024,本地,known,\n"
        "30298,某种支出,款,2020,2024,本地,known,\n"
    )
    rows = [INCOME, {**BASIC, "功能分类科目": "2980101", "经济分类科目": "30298"}]
    manifest = MANIFEST + "extra_subjects: subjects.csv\n"
    closing = closed(folder_of(tmp_path / "a", rows, manifest=manifest, subjects_csv=subjects))
    row = closing.tables[0].row("out.298")
    assert row is not None
    assert row.name == "二十七、某类支出"
    basic = next(table for table in closing.tables if table.id == "basic_expenditure")
    keys = [row.key for row in basic.rows]
    assert keys.index("30240") < keys.index("30298") < keys.index("30299")
    assert audit_report(closing.report(), rules=["T"]).findings == ()


@pytest.mark.parametrize(
    ("rounding", "shown"), [("half_up", ["0.01", "0.01", "0.01"]), ("largest_remainder", ["0.01", "0.01", None])]
)
def test_rounding_of_parts(rounding: str, shown: list[str | None], tmp_path: Path) -> None:
    """Three items of 0.005 万元: each shows 0.01 and the total 0.02, or two of them make the total."""
    rows = [
        {**BASIC, "凭证号": f"记-{i}", "功能分类科目": code, "金额（元）": "50.00"}
        for i, code in enumerate(["2080101", "2080109", "2080199"])
    ]
    income = [{**INCOME, "凭证号": "记-9", "金额（元）": "150.00"}]
    closing = closed(folder_of(tmp_path / "a", rows + income, manifest=MANIFEST + f"rounding: {rounding}\n"))
    table = next(t for t in closing.tables if t.id == "expenditure")
    figures = [table.figure(code, "total") for code in ("2080101", "2080109", "2080199")]
    texts = [figure.text if figure and figure.value else None for figure in figures]
    assert texts == shown
    total = table.figure("total", "total")
    assert total is not None
    assert total.text == "0.02"
    notes = " ".join(note.source.quote for note in table.notes)
    assert ("“人力资源和社会保障管理事务”差 -0.01" in notes) == (rounding == "half_up")
    assert audit_report(closing.report(), rules=["T", "X"]).findings == ()


def test_the_prior_year_is_compared_and_must_be_carried_over(tmp_path: Path) -> None:
    before = closed(folder_of(tmp_path / "before", [{**row, "日期": str(row["日期"]).replace("2023", "2022")} for row in SOUND],
                              manifest=MANIFEST.replace("2023", "2022")))  # fmt: skip
    folder = folder_of(tmp_path / "now", SOUND, prior__closing_json=closing_json(before))
    with pytest.raises(ImportRejected) as caught:
        closed(folder)
    told = [str(reject) for reject in caught.value.problems]
    assert "上年年末结转和结余 30.00 万元（closing.json），本年年初为 0.00 万元" in told[0]
    (folder / "opening.csv").write_text(f"资金来源,金额（元）\n{GENERAL},299999.44\n", "utf-8")
    now = closed(folder)
    assert now.findings == ()
    rows = {row.name: row for row in comparisons(now)}
    assert rows["本年支出合计"].difference == 0
    assert str(rows["收支总计"].rate) == "60.0"
    (folder / "opening.csv").write_text(f"资金来源,金额（元）\n{GENERAL},299999.43\n", "utf-8")
    assert {found.code for found in closed(folder).findings} == {"carried_over_differs"}


@pytest.mark.parametrize(
    "text", ["{}", "[1]", '{"format": "shebao-closing", "fiscal_year": 2020, "tables": {}}', "x", "\xff"]
)
def test_a_wrong_prior_closing(text: str, tmp_path: Path) -> None:
    with pytest.raises(ImportRejected, match="1 处"):
        closed(folder_of(tmp_path / "a", SOUND, prior__closing_json=text))


DEPARTMENT = "unit: {name: 某局, kind: department}\nfiscal_year: 2023\nunits:\n  - {code: '1', name: 甲}\n  - {code: '2', name: 乙}\n"


def test_a_department_without_its_own_transfers(tmp_path: Path) -> None:
    paid = {
        **PROJECT,
        "单位编码": "1",
        "凭证号": "划-1",
        "对方单位编码": "2",
        "金额（元）": "900.00",
        "资金来源": OTHER,
    }
    got = {**INCOME, "单位编码": "2", "凭证号": "划-2", "对方单位编码": "1", "金额（元）": "900.00", "资金来源": OTHER}
    own = {**INCOME, "单位编码": "1", "凭证号": "收-1", "金额（元）": "900.00", "资金来源": OTHER}
    rows = [{**row, "单位编码": unit, "凭证号": f"{unit}-{i}"} for unit in "12" for i, row in enumerate(SOUND)]
    closing = closed(folder_of(tmp_path / "a", [*rows, paid, got, own], manifest=DEPARTMENT))
    total = Address("expenditure", "total", "total")
    assert closing.amounts[total] == 2 * 200000_56
    assert [unit.amounts[total] for unit in closing.units] == [200000_56 + 900_00, 200000_56]
    assert "部门" in closing.tables[0].notes[0].source.quote
    document = closing_document(closing)
    assert [unit["cells"]["expenditure:total:total"] for unit in document["units"]] == [200900_56, 200000_56]


def test_annex_figures(tmp_path: Path) -> None:
    annex = (
        "procurement: {goods: 60000, services: 40000.00, small_medium: 100000, micro: 33333}\nrunning_costs: true\n"
        "three_public: {reception_batches: 3, reception_persons: 20}\nvehicles: [{use: 应急保障用车, count: 2}]\n"
        "equipment_over_million: 1\nstaff: {posts: 30, employed: 28}\n"
    )
    rows = [*SOUND, {**BASIC, "凭证号": "记-8", "经济分类科目": "30217", "金额（元）": "1400.00"}]
    figures = annex_figures(closed(folder_of(tmp_path / "a", rows, annex_yaml=annex)))
    assert figures["procurement"]["total_fen"] == 100000_00
    assert figures["procurement"]["micro_share"] == "33.3"
    assert figures["three_public"]["reception_fen"] == 1400_00
    assert figures["three_public"]["reception_batches"] == 3
    assert figures["running_costs"]["amount_fen"] == 121400_55
    assert figures["vehicles"]["total"] == 2
    assert figures["staff"]["employed"] == 28


def test_the_three_public_budget_is_the_one_the_place_prints(tmp_path: Path) -> None:
    reception = {"经济分类科目": "30217"}
    budget = [
        budget_line("2000", **reception),
        budget_line("-500", **reception, 预算类型="预算调整", 日期="2023-06-01", 文号="1", 事由="压减"),
    ]
    closing = closed(folder_of(tmp_path / "a", SOUND, budget))
    assert closing.amounts[Address("three_public", "row", "budget.reception")] == 1500_00
    old = MANIFEST.replace("2023", "2021")
    rows = [{**row, "日期": str(row["日期"]).replace("2023", "2021")} for row in SOUND]
    budget[1]["日期"] = "2021-06-01"
    closing = closed(folder_of(tmp_path / "b", rows, budget, manifest=old))
    assert closing.amounts[Address("three_public", "row", "budget.reception")] == 2000_00


def test_closing_json_is_plain_and_exact(tmp_path: Path) -> None:
    document = json.loads(closing_json(closed(folder_of(tmp_path / "a"))))
    assert document["tables"]["expenditure"]["2080109"]["basic"] == {"fen": 12000055, "text": "12.00"}
    assert document["fiscal_year"] == 2023
