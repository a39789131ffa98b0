"""The same rows in any form give the same findings; lines and cells that cannot be read are told."""

import csv

import duckdb
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from operations.governance.made import EXPECTED, SETTINGS, SMALL, faulty, write
from shebao.operations.governance import GovernanceError, check_data


def in_yuan(row):
    return {
        name: f"{value // 100}.{value % 100:02}" if name == "paid" and value >= 0 else value
        for name, value in row.items()
    }


def texts():
    tables = faulty()
    tables["payments"] = [in_yuan(row) for row in tables["payments"]]
    tables["payments"][30]["paid"] = "-0.05"
    return tables


def write_csv(folder, encoding="utf-8", titles=False):
    folder.mkdir(parents=True, exist_ok=True)
    chinese = {"id": "编号", "sex": "性别"}
    for name, rows in texts().items():
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as stream:
            lines = csv.writer(stream)
            lines.writerow([chinese.get(column, column) if titles else column for column in rows[0]])
            lines.writerows(row.values() for row in rows)
    return folder


def write_book(path):
    book = xlsxwriter.Workbook(path)
    for name, rows in texts().items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
            for column, value in enumerate(row):
                sheet.write(number, column, value if isinstance(value, int) else str(value))
    book.close()
    return path


def write_database(path):
    with duckdb.connect(str(path)) as connection:
        for name in write(path.parent / "parquet", faulty()).iterdir():
            connection.execute(f"CREATE TABLE {name.name} AS FROM read_parquet('{name}/*.parquet')")
    return path


FORMS = {
    "csv": lambda folder: write_csv(folder / "data"),
    "gb18030 with titles": lambda folder: write_csv(folder / "data", "gb18030", titles=True),
    "book": lambda folder: write_book(folder / "data.xlsx"),
    "database": lambda folder: write_database(folder / "data.duckdb"),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_findings(tmp_path, form):
    outcome = check_data(str(FORMS[form](tmp_path)), [str(SMALL)], tmp_path / "out", SETTINGS)
    found = {}
    for row in pq.read_table(tmp_path / "out" / "findings.parquet").to_pylist():
        found.setdefault(row["check"], set()).add(row["subject"])
    assert not outcome.problems
    assert found == EXPECTED


def test_lines_with_too_many_columns_are_told_and_the_rest_is_checked(tmp_path):
    data = write_csv(tmp_path / "data")
    with (data / "persons.csv").open("a", encoding="utf-8") as stream:
        stream.write("77,1,2\n")
    outcome = check_data(str(data), [str(SMALL)], tmp_path / "out", SETTINGS)
    assert outcome.status == 2
    assert any("persons.csv" in problem and "应有 4 列，实有 3 列" in problem for problem in outcome.problems)
    assert any(each.check.id == "P1" and each.broken for each in outcome.judgements)


def test_what_is_not_there_is_refused(tmp_path):
    with pytest.raises(GovernanceError, match="没有"):
        check_data(str(tmp_path / "nowhere"), [str(SMALL)], tmp_path / "out", SETTINGS)


def test_no_table_at_all_is_no_success(tmp_path):
    (tmp_path / "data").mkdir()
    assert check_data(str(tmp_path / "data"), [str(SMALL)], tmp_path / "out", SETTINGS).status == 2


def test_a_workbook_that_would_fill_the_memory_is_told(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "persons.xlsx")
    sheet = book.add_worksheet("persons")
    sheet.write(0, 0, "id")
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    outcome = check_data(str(tmp_path / "persons.xlsx"), [str(SMALL)], tmp_path / "out", SETTINGS)
    assert outcome.status == 2
    assert any("persons.xlsx" in problem and "很远的地方" in problem for problem in outcome.problems)


@pytest.mark.parametrize("start", ['id,died\n1,"', '"', "id,"], ids=["row", "quoted head", "head"])
def test_a_line_without_end_is_told_and_the_other_tables_are_checked(tmp_path, start):
    data = write_csv(tmp_path / "data")
    (data / "deaths.csv").write_text(start + "9" * 40_000_000, encoding="utf-8")
    outcome = check_data(str(data), [str(SMALL)], tmp_path / "out", SETTINGS)
    assert outcome.status == 2
    assert any("deaths.csv" in problem for problem in outcome.problems)
    assert any(each.check.id == "P1" and each.broken for each in outcome.judgements)
