"""What other systems hand over: told with file and reason where it cannot be read, never read wrongly, never passed over."""

import csv
import os
from datetime import datetime

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from operations.governance.made import SETTINGS, SMALL, faulty, persons, sound, write
from shebao.operations.governance import check_data

NAMES = ["id", "number", "sex", "born"]


def run(data, output):
    return check_data(str(data), [str(SMALL)], output, SETTINGS)


def counts(outcome):
    return {each.check.id: each.broken for each in outcome.judgements}


def lines_of(folder, name="persons.csv", encoding="utf-8", rows=None, names=NAMES, **form):
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, **form)
        writer.writerow(names)
        writer.writerows(row.values() for row in rows or faulty()["persons"])
    return folder


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """The counts of the persons' checks where the file is as it should be."""
    folder = tmp_path_factory.mktemp("plain")
    return counts(run(lines_of(folder / "data"), folder / "out"))


@pytest.mark.parametrize(
    "form",
    [
        {"encoding": "utf-8-sig"},
        {"encoding": "utf-16"},
        {"encoding": "gb18030"},
        {"delimiter": ";"},
        {"delimiter": "\t", "name": "persons.txt"},
        {"delimiter": "|"},
        {"quoting": csv.QUOTE_ALL},
        {"lineterminator": "\r"},
        {"name": "PERSONS.CSV"},
        {"names": [" id ", "NUMBER", "Sex", "born"]},
    ],
    ids=str,
)
def test_every_way_of_writing_text_is_read_alike(tmp_path, plain, form):
    outcome = run(lines_of(tmp_path / "data", **form), tmp_path / "out")
    assert outcome.problems == ()
    assert counts(outcome) == plain


def spoiled(content):
    def make(folder):
        lines_of(folder)
        path = folder / "persons.csv"
        path.write_bytes(content(path.read_bytes()))

    return make


def parquet(change):
    def make(folder):
        folder.mkdir()
        pq.write_table(change(pa.Table.from_pylist(persons(60))), folder / "persons.parquet")

    return make


def named_otherwise(name, content=b"x"):
    def make(folder):
        folder.mkdir()
        (folder / name).write_bytes(content)

    return make


def link_to_nothing(folder):
    (folder / "persons").mkdir(parents=True)
    (folder / "persons" / "0.parquet").symlink_to(folder / "nowhere")


def pipe(folder):
    folder.mkdir()
    os.mkfifo(folder / "persons.csv")


def two_of_one(folder):
    lines_of(folder)
    pq.write_table(pa.Table.from_pylist(persons(60)), folder / "persons.parquet")


TOLD = {
    "a late byte": (spoiled(lambda text: text + b"61,4\xff,1,1950-01-01\n"), "第 62 行第 5 个字节不是 UTF-8"),
    "an early byte": (spoiled(lambda text: text.replace(b"1950", b"19\xff50", 1)), "第 2 行"),
    "no mark of UTF-16": (spoiled(lambda text: text.decode().encode("utf-16-le")), "UTF-16"),
    "traditional": (spoiled(lambda text: "姓名,單位名稱\n張國榮,第一醫院\n".encode("big5hkscs")), "Big5"),
    "nothing": (spoiled(lambda text: b""), "文件是空的"),
    "only NUL": (spoiled(lambda text: bytes(5000)), "NUL"),
    "only line ends": (spoiled(lambda text: b"\n\n\n"), "首行"),
    "doubled name": (spoiled(lambda text: text.replace(b"number", b"id", 1)), "列名重复"),
    "doubled but for case": (spoiled(lambda text: text.replace(b"number", b"ID", 1)), "列名重复"),
    "doubled in Parquet": (parquet(lambda table: table.rename_columns(["id", "id", "sex", "born"])), "列名重复"),
    "case in Parquet": (parquet(lambda table: table.rename_columns(["id", "Id", "sex", "born"])), "列名重复"),
    "old workbook": (named_otherwise("persons.xls", b"\xd0\xcf\x11\xe0"), "不读这种文件"),
    "packed": (named_otherwise("persons.csv.gz", b"\x1f\x8b"), "不读这种文件"),
    "page as workbook": (named_otherwise("persons.xlsx", b"<html><table>"), "不是 XLSX 工作簿"),
    "text as Parquet": (named_otherwise("persons.parquet", b"id,number"), "不是可读的数据文件"),
    "link to nothing": (link_to_nothing, "链接指向的文件不存在"),
    "pipe": (pipe, "不是普通文件"),
    "two of one table": (two_of_one, "只留一份"),
}


@pytest.mark.parametrize("case", TOLD)
def test_what_cannot_be_read_is_told_and_is_no_success(tmp_path, case):
    make, words = TOLD[case]
    make(tmp_path / "data")
    outcome = run(tmp_path / "data", tmp_path / "out")
    assert outcome.status == 2
    assert any("persons" in problem and words in problem for problem in outcome.problems), outcome.problems
    assert outcome.unread == ("persons",)


def test_a_folder_named_like_a_file_holds_the_files_of_a_table(tmp_path):
    data = write(tmp_path / "data", faulty(), 2)
    (data / "persons").rename(data / "persons.parquet")
    (data / "persons.parquet" / "_SUCCESS").touch()
    outcome = run(data, tmp_path / "out")
    assert outcome.problems == ()
    assert outcome.rows["persons"] == 60


def test_cells_of_a_workbook_are_read_as_they_show(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "小表.xlsx")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(" Persons")
    sheet.write_row(0, 0, [*NAMES, "", ""])
    for place, row in enumerate(sound()["persons"], start=1):
        sheet.write_row(place, 0, [row["id"], row["number"], int(row["sex"])])
        sheet.write_datetime(place, 3, datetime.combine(row["born"], datetime.min.time()), day)
    payments = book.add_worksheet("payments")
    payments.write_row(0, 0, ["serial", "id", "month", "paid", "scheme"])
    for place, row in enumerate(sound()["payments"], start=1):
        payments.write_row(place, 0, [row["serial"], row["id"], row["month"], 3000.1 + 0.2, row["scheme"]])
    book.close()
    outcome = run(tmp_path / "小表.xlsx", tmp_path / "out")
    assert outcome.problems == ()
    assert {each: count for each, count in counts(outcome).items() if count} == {}


def test_a_database_is_read_by_title_and_a_second_time_nothing_is_computed(tmp_path):
    data = write(tmp_path / "parquet", faulty())
    with duckdb.connect(str(tmp_path / "data.DUCKDB")) as connection:
        connection.execute(f"CREATE SCHEMA old; CREATE TABLE old.rows AS FROM read_parquet('{data}/persons/*.parquet')")
        connection.execute("CREATE VIEW Persons AS FROM old.rows")
    first = run(tmp_path / "data.DUCKDB", tmp_path / "out")
    assert first.rows == {"persons": 60}
    assert (run(tmp_path / "data.DUCKDB", tmp_path / "out").computed, first.computed > 0) == (0, True)


def test_extreme_values_are_findings_and_not_failures(tmp_path):
    rows = persons(60)
    rows[0]["sex"], rows[1]["sex"] = "1" * 3_000_000, "\x00\x1b[31m\u202e\ufffe"
    table = pa.Table.from_pylist(rows)
    days = pa.array([2**31 - 1, -(2**31), 2_932_897, -800_000, *[-7305] * 56], pa.int32()).cast(pa.date32())
    (tmp_path / "data").mkdir()
    pq.write_table(table.set_column(3, "born", days), tmp_path / "data" / "persons.parquet")
    outcome = run(tmp_path / "data", tmp_path / "out")
    assert outcome.problems == ()
    assert counts(outcome)["P1"] == 2


def test_suspicions_of_a_file_that_is_gone_are_not_taken_as_mended(tmp_path):
    data = write(tmp_path / "data", faulty(), 3)
    run(data, tmp_path / "out")
    (data / "payments" / "1.parquet").unlink()
    for outcome in (run(data, tmp_path / "out"), run(data, tmp_path / "out")):
        assert outcome.status == 2
        assert any("payments/1.parquet" in problem and "上次有，这次没有" in problem for problem in outcome.problems)
        assert outcome.courses["gone"] == 0
    os.utime(data / "persons" / "0.parquet", (0, 0))
    assert not any("上次有" in problem for problem in run(data, tmp_path / "out").problems)


def test_files_of_other_names_and_sizes_are_no_loss(tmp_path):
    run(write(tmp_path / "data", faulty(), 3), tmp_path / "out")
    for path in (tmp_path / "data" / "payments").iterdir():
        path.unlink()
    outcome = run(write(tmp_path / "data", {"payments": faulty()["payments"]}, 2), tmp_path / "out")
    assert outcome.problems == ()
