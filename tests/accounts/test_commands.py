"""The accounts commands end to end: template, close, explain, progress, export; exit statuses and messages."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import Result
from typer.testing import CliRunner

from accounts.account_files import BASIC, GENERAL, INCOME, MANIFEST, PROJECT, SOUND, folder_of
from shared_files import shared
from shebao.cli import app
from shebao.cli.accounts import FOUND, REJECTED


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["accounts", *map(str, arguments)])


def test_five_minutes_from_template_to_tables(tmp_path: Path) -> None:
    folder = tmp_path / "账套"
    result = run("template", folder, "--year", 2023, "--name", "某市社会保险中心")
    assert result.exit_code == 0
    book = openpyxl.load_workbook(folder / "entries.xlsx")
    sheet = book["分录"]
    headers = [cell.value for cell in sheet[1]]
    for row in SOUND:
        sheet.append([row.get(header, "") for header in headers])
    book.save(folder / "entries.xlsx")
    for name in ("budget", "opening"):
        (folder / f"{name}.xlsx").unlink()
    result = run("close", folder, "-o", tmp_path / "决算")
    assert result.exit_code == 0, result.output
    assert "某市社会保险中心2023年度决算：14 个文件写入" in result.output
    document = json.loads((tmp_path / "决算" / "closing.json").read_text("utf-8"))
    assert document["tables"]["expenditure"]["total"]["total"]["fen"] == 200000_56


def test_an_unfilled_template_says_what_is_missing(tmp_path: Path) -> None:
    run("template", tmp_path / "a", "--year", 2023)
    result = run("close", tmp_path / "a", "-o", tmp_path / "out")
    assert result.exit_code == REJECTED
    assert "表中没有数据行" in result.output
    assert not (tmp_path / "out").exists()


def test_template_keeps_what_is_there(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a")
    before = (folder / "accounts.yaml").read_text("utf-8")
    result = run("template", folder, "--year", 2024)
    assert result.exit_code == 0
    assert (folder / "accounts.yaml").read_text("utf-8") == before
    assert not (folder / "entries.xlsx").exists()


def test_bad_input_writes_nothing_and_keeps_the_earlier_closing(tmp_path: Path) -> None:
    folder, out = folder_of(tmp_path / "a"), tmp_path / "out"
    assert run("close", folder, "-o", out).exit_code == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    folder_of(tmp_path / "a", [*SOUND, {**BASIC, "金额（元）": "1.234"}])
    result = run("close", folder, "-o", out)
    assert result.exit_code == REJECTED
    assert "共 2 处不能导入，没有写入任何文件" in result.output
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_why_nothing_can_be_written_is_told_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run("template", tmp_path / "file" / "账套", "--year", "2023", "--name", "某中心")
    assert done.exit_code == 2
    assert "上级路径不是文件夹" in done.output


def test_closing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a")
    written = []
    for name in ("x", "y"):
        run("close", folder, "-o", tmp_path / name)
        written.append({p.name: p.read_bytes() for p in (tmp_path / name).rglob("*") if p.is_file()})
    assert written[0] == written[1]


def test_another_folder_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("x")
    result = run("close", folder_of(tmp_path / "a"), "-o", tmp_path / "out")
    assert result.exit_code == REJECTED
    assert "里已有别的文件，没有写入" in result.output


def test_findings_are_told_and_give_status_1(tmp_path: Path) -> None:
    result = run("close", folder_of(tmp_path / "a", [BASIC]), "-o", tmp_path / "out")
    assert result.exit_code == FOUND
    assert "注意：一般公共预算财政拨款的支出大于可用资金" in result.output


def test_a_cell_leads_to_its_entries_and_back(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a")
    result = run("explain", folder, "03:2080109:project")
    assert result.exit_code == 0
    assert "支出决算表　社会保险经办机构　project：8.00 万元，即 80,000.01 元，来自 1 笔分录" in result.output
    assert "2023-03-10 记-3#1" in result.output
    assert "entries.csv 第 4 行" in result.output
    back = run("explain", folder, "--voucher", "记-3#1", "--json")
    cells = {cell["cell"]: cell["sign"] for cell in json.loads(back.output)[0]["cells"]}
    assert cells["expenditure:2080109:project"] == 1
    assert cells["appropriation_balance:out.carry_over:general"] == -1
    assert "income:total:total" not in cells


@pytest.mark.parametrize(
    "cell", ["income_and_expenditure:out.carry_over:amount", "04:27:amount", "1:208:金额", "06:30201:决算数"]
)
def test_every_way_to_name_a_cell(cell: str, tmp_path: Path) -> None:
    result = run("explain", folder_of(tmp_path / "a"), cell, "--json")
    data = json.loads(result.output)
    document = data["cell"].split(":")
    assert len(document) == 3
    assert sum(line["amount"] * line["sign"] for line in data["lines"]) == data["fen"] != 0


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("03", "应写作 表:行:列"),
        ("12:total:total", "没有表“12”"),
        ("03:9:total", "没有行“9”"),
        ("03:total:x", "没有列“x”"),
    ],
)
def test_a_cell_that_is_none(cell: str, message: str, tmp_path: Path) -> None:
    result = run("explain", folder_of(tmp_path / "a"), cell)
    assert result.exit_code == REJECTED
    assert message in result.output


def test_a_voucher_that_is_none(tmp_path: Path) -> None:
    result = run("explain", folder_of(tmp_path / "a"), "--voucher", "记-99")
    assert result.exit_code == REJECTED
    assert "没有凭证号“记-99”的分录" in result.output


def budget(amount: str, **changes: str) -> dict[str, str]:
    return {"预算类型": "年初预算", "类型": "支出", "资金来源": GENERAL, "功能分类科目": "2080109", "支出性质": "项目支出",
            "项目": "扩面", "金额（元）": amount, **changes}  # fmt: skip


def test_progress_warns(tmp_path: Path) -> None:
    late = {**PROJECT, "凭证号": "记-12", "日期": "2023-12-20", "金额（元）": "200000.00"}
    adjusted = budget("250000", 预算类型="预算调整", 日期="2023-06-01", 文号="1号", 事由="追加")
    folder = folder_of(tmp_path / "a", [INCOME, PROJECT, late], [budget("50000"), adjusted])
    data = json.loads(run("progress", folder, "--json").output)
    (line,) = data["lines"]
    assert line["budget_fen"] == 300000_00
    assert line["rate"] == "93.3"
    assert [warning["code"] for warning in line["warnings"]] == ["before_approval", "rush"]
    assert "截至 3 月底支出 80,000.01 元，当时批准的预算只有 50,000.00 元" in line["warnings"][0]["message"]
    early = json.loads(run("progress", folder, "--month", 10, "--json").output)["lines"][0]
    assert [w["code"] for w in early["warnings"]] == ["before_approval", "behind_time"]
    over = folder_of(tmp_path / "b", [INCOME, PROJECT], [budget("1000")])
    text = run("progress", over).output
    assert "累计支出 80,000.01 元，超过预算 1,000.00 元" in text


def test_progress_against_a_plan_with_a_chart(tmp_path: Path) -> None:
    plan = "功能分类科目,项目,月份,金额（元）\n2080109,扩面,1,60000\n2080109,扩面,3,40000\n"
    rows = [INCOME, {**PROJECT, "金额（元）": "50000"}]
    folder = folder_of(tmp_path / "a", rows, [budget("100000")], plan_csv=plan)
    chart = tmp_path / "chart.svg"
    result = run("progress", folder, "--month", 3, "--chart", chart)
    assert "完成计划的 50.0%" in result.output
    assert chart.read_bytes().startswith(b"<?xml")
    assert run("progress", folder, "--chart", tmp_path / "chart.gif").exit_code == REJECTED


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_export_imports_again(form: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a", SOUND, [budget("100000")])
    again = tmp_path / "b"
    assert run("export", folder, "-o", again, "--format", form).exit_code == 0
    (again / "accounts.yaml").write_text(MANIFEST, "utf-8")
    for name in ("a", "b"):
        run("close", tmp_path / name, "-o", tmp_path / f"out-{name}")
    assert (tmp_path / "out-a" / "closing.json").read_bytes() == (tmp_path / "out-b" / "closing.json").read_bytes()


def test_the_data_package_describes_its_files(tmp_path: Path) -> None:
    run("close", folder_of(tmp_path / "a"), "-o", tmp_path / "out")
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
    assert len(package["resources"]) == 10
    for resource in package["resources"]:
        path = tmp_path / "out" / resource["path"]
        assert path.stat().st_size == resource["bytes"]
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert list(rows[0]) == [field["name"] for field in resource["schema"]["fields"]]
        keys = [tuple(row[key] for key in resource["schema"]["primaryKey"]) for row in rows]
        assert len(set(keys)) == len(keys)


def test_workbook_formulas_give_the_cells_they_stand_in(tmp_path: Path) -> None:
    run("close", folder_of(tmp_path / "a"), "-o", tmp_path / "out")
    live = openpyxl.load_workbook(tmp_path / "out" / "tables.xlsx")
    stored = openpyxl.load_workbook(tmp_path / "out" / "tables.xlsx", data_only=True)
    count = 0
    for sheet in live:
        values = stored[sheet.title]
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    count += 1
                    assert evaluated(cell.value, values) == pytest.approx(values[cell.coordinate].value, abs=1e-9)
    assert count > 40


def evaluated(formula: str, sheet: object) -> float:
    """The value of a formula of sums and differences of cells."""

    def of(reference: str) -> float:
        found = sheet[reference]
        cells = [cell for row in found for cell in row] if isinstance(found, tuple) else [found]
        return sum(cell.value or 0 for cell in cells)

    body = formula.removeprefix("=")
    if body.startswith("SUM("):
        return sum(of(part) for part in body[4:-1].split(","))
    return sum(of(part) if part[0] != "-" else -of(part[1:]) for part in body.replace("-", "+-").split("+") if part)


def test_the_prior_year_from_a_published_report(tmp_path: Path) -> None:
    """A report beside the books is read for the comparison with the prior year."""
    report = shared("reports/002_aecfc3e4a48985f9.txt")
    manifest = "unit: {name: 武汉市社会保险中心, place: wuhan}\nfiscal_year: 2024\n"
    rows = [{**row, "日期": str(row["日期"]).replace("2023", "2024")} for row in SOUND]
    folder = folder_of(tmp_path / "a", rows, manifest=manifest)
    (folder / "prior").mkdir()
    (folder / "prior" / report.name).write_bytes(report.read_bytes())
    assert run("close", folder, "-o", tmp_path / "out").exit_code == 0
    compared = json.loads((tmp_path / "out" / "closing.json").read_text("utf-8"))["comparison"]
    assert {row["name"]: row["prior_fen"] for row in compared}["本年支出合计"] == 2020_06 * 10_000


def test_an_unreadable_prior_report(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "a", SOUND)
    (folder / "prior").mkdir()
    (folder / "prior" / "x.pdf").write_bytes(b"nothing")
    result = run("close", folder, "-o", tmp_path / "out")
    assert result.exit_code == REJECTED
    assert "不能读取" in result.output
