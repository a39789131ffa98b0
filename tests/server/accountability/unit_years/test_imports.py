"""Import: everything wrong is shown and nothing stored; what is right is stored once, when a person confirms."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from hostile_workbooks import far_cell, far_cell_in_each_row, one_string_everywhere
from server.taking import content_of, taken
from shebao.accounts.importing import headers, sheets
from shebao.money import yuan_text
from shebao.performance import workbook
from shebao.server.accountability.unit_years import uploads
from shebao.server.accountability.unit_years.changes import changing
from shebao.server.accountability.unit_years.models import EntryLine, SheetImport, UnitYear
from shebao.server.accountability.unit_years.sheets import SHEETS
from shebao.server.accountability.unit_years.states import State
from shebao.server.platform.jobs.background import KINDS, perform
from shebao.server.platform.jobs.models import Job
from shebao.server.platform.people.models import User

pytestmark = pytest.mark.django_db
HEADERS = [column.label for column in SHEETS["entries"].columns]
RIGHT = [
    "",
    "2023-03-05",
    "记-900",
    "1",
    "收入",
    "一般公共预算财政拨款",
    "2080109",
    "",
    "",
    "",
    "1,234.56",
    "",
    "",
    "测试",
]


def csv_of(rows: list[list[str]], headers: list[str] | None = None) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([headers or HEADERS, *rows])
    return buffer.getvalue().encode()


def send(
    client: Client, unit_year: UnitYear, content: bytes, name: str = "分录.csv", mode: str = "append"
) -> SheetImport:
    file = SimpleUploadedFile(name, content)
    response = client.post(reverse("unit_years:upload", args=[unit_year.pk, "entries"]), {"file": file, "mode": mode})
    assert response.status_code == 302, response.content.decode()
    return SheetImport.objects.latest("pk")


def page_of(client: Client, imported: SheetImport) -> str:
    response = client.get(reverse("unit_years:import", args=[imported.unit_year_id, imported.pk]))
    assert response.status_code == 200
    return response.content.decode()


def confirm(client: Client, imported: SheetImport) -> int:
    return client.post(reverse("unit_years:confirm", args=[imported.unit_year_id, imported.pk])).status_code


def test_a_right_file_is_stored_only_after_confirmation_and_only_once(unit_year: UnitYear, preparing: Client) -> None:
    before = EntryLine.objects.filter(unit_year=unit_year).count()
    imported = send(preparing, unit_year, csv_of([RIGHT]))
    assert imported.step == "ready"
    assert "1,234.56" in page_of(preparing, imported)
    assert EntryLine.objects.filter(unit_year=unit_year).count() == before
    assert [confirm(preparing, imported) for _ in range(3)] == [302, 302, 302]
    stored = EntryLine.objects.get(unit_year=unit_year, voucher="记-900")
    assert (stored.amount, stored.functional, stored.note) == (123_456, "2080109", "测试")
    assert EntryLine.objects.filter(unit_year=unit_year).count() == before + 1


def test_every_wrong_row_is_listed_with_place_reason_and_advice(unit_year: UnitYear, preparing: Client) -> None:
    rows = [list(RIGHT) for _ in range(4)]
    rows[1][10], rows[1][2] = "壹佰", "记-901"
    rows[2][6], rows[2][2] = "2089901", "记-902"
    rows[3][1], rows[3][2] = "2022-01-01", "记-903"
    imported = send(preparing, unit_year, csv_of(rows))
    assert (imported.step, imported.rows, imported.rejected_rows, imported.rejects_total) == ("rejected", 4, 3, 3)
    text = page_of(preparing, imported)
    for expected in (
        "第 3 行",
        "不是金额",
        "第 4 行",
        "2089999",
        "第 5 行",
        "日期不在 2023 年度内",
        "文件中的行",
        "没有问题的行",
    ):
        assert expected in text
    listed = preparing.get(reverse("unit_years:rejects", args=[unit_year.pk, imported.pk]))
    assert "壹佰" in b"".join(listed.streaming_content).decode()
    confirm(preparing, imported)
    assert not EntryLine.objects.filter(voucher__startswith="记-9").exists()


def test_the_same_file_again_is_refused_or_replaces(unit_year: UnitYear, preparing: Client) -> None:
    confirm(preparing, send(preparing, unit_year, csv_of([RIGHT])))
    again = send(preparing, unit_year, csv_of([RIGHT]))
    assert again.step == "rejected"
    assert "已有同一凭证的同一行号" in page_of(preparing, again)
    other = list(RIGHT)
    other[10] = "7.00"
    assert confirm(preparing, send(preparing, unit_year, csv_of([other]), mode="replace")) == 302
    assert [line.amount for line in EntryLine.objects.filter(unit_year=unit_year)] == [700]


def test_columns_of_another_program_are_matched_once_and_remembered(unit_year: UnitYear, preparing: Client) -> None:
    names = {
        "日期": "记账时间",
        "凭证号": "单号",
        "行号": "序",
        "类型": "收或支",
        "资金来源": "钱从哪来",
        "功能分类科目": "科目码",
        "金额（元）": "数额",
    }
    headers = [names.get(header, header) for header in HEADERS]
    imported = send(preparing, unit_year, csv_of([RIGHT], headers))
    assert imported.step == "unmapped"
    assert "数额" in page_of(preparing, imported)
    chosen = {f"column-{c.key}": names.get(c.label, c.label) for c in SHEETS["entries"].columns}
    preparing.post(reverse("unit_years:map", args=[unit_year.pk, imported.pk]), chosen)
    imported.refresh_from_db()
    assert imported.step == "ready"
    confirm(preparing, imported)
    second = list(RIGHT)
    second[3] = "2"
    assert send(preparing, unit_year, csv_of([second], headers)).step == "ready"


def test_cells_pasted_from_a_spreadsheet_need_no_header(unit_year: UnitYear, preparing: Client) -> None:
    address = reverse("unit_years:paste", args=[unit_year.pk, "entries"])
    row = "\t".join(RIGHT)
    preparing.post(address, {"text": f"{row}\r\n{row.replace('记-900', '记-901')}\r\n"})
    imported = SheetImport.objects.latest("pk")
    assert (imported.step, imported.rows) == ("ready", 2)
    preparing.post(address, {"text": "\t".join(HEADERS) + "\n" + row})
    assert SheetImport.objects.latest("pk").rows == 1
    assert preparing.post(address, {"text": "   "}).status_code == 400


def test_an_exported_sheet_comes_back_the_same(unit_year: UnitYear, preparing: Client) -> None:
    before = list(EntryLine.objects.filter(unit_year=unit_year).values_list(*SHEETS["entries"].fields))
    content = content_of(taken(preparing, reverse("unit_years:export", args=[unit_year.pk, "entries"])))
    imported = send(preparing, unit_year, content, mode="replace")
    assert (imported.step, imported.rows) == ("ready", len(before))
    confirm(preparing, imported)
    assert list(EntryLine.objects.filter(unit_year=unit_year).values_list(*SHEETS["entries"].fields)) == before


def test_a_filled_template_is_taken(unit_year: UnitYear, preparing: Client, tmp_path: Path) -> None:
    response = preparing.get(reverse("unit_years:template", args=[unit_year.pk, "entries"]))
    path = tmp_path / "模板.xlsx"
    path.write_bytes(response.content)
    book = openpyxl.load_workbook(path)
    for column, text in enumerate(RIGHT, 1):
        book["分录"].cell(2, column).value = float("1234.56") if column == 11 else text
    book.save(path)
    imported = send(preparing, unit_year, path.read_bytes(), "模板.xlsx")
    assert (imported.step, imported.total_fen) == ("ready", 123_456)
    confirm(preparing, imported)
    assert EntryLine.objects.get(unit_year=unit_year, voucher="记-900").amount == 123_456


def _bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 450_000_000)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.xlsx", b"not a workbook"),
        ("a.exe", b"MZ\x90\x00" + bytes(range(256)) * 20),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("a.csv", b"\xff\xfe\x00\xd8" + b"\x00" * 100),
        ("a.html", "<html><body onload=alert(1)>日期</body></html>".encode()),
    ],
)
def test_files_that_are_no_sheets_are_refused_with_words(
    name: str, content: bytes, unit_year: UnitYear, preparing: Client
) -> None:
    file = SimpleUploadedFile(name, content)
    response = preparing.post(reverse("unit_years:upload", args=[unit_year.pk, "entries"]), {"file": file}, follow=True)
    assert response.status_code in (200, 400)
    text = response.content.decode()
    assert "Traceback" not in text
    assert "ready" not in [imported.step for imported in SheetImport.objects.all()]


def test_a_bomb_is_refused(unit_year: UnitYear, preparing: Client) -> None:
    file = SimpleUploadedFile("分录.xlsx", _bomb())
    response = preparing.post(reverse("unit_years:upload", args=[unit_year.pk, "entries"]), {"file": file})
    assert response.status_code == 400
    assert not SheetImport.objects.exists()


@pytest.mark.parametrize("name", ["sheets/entries/upload/", "performance/import/"])
def test_a_workbook_that_unfolds_in_its_reader_costs_one_answer(
    unit_year: UnitYear, preparing: Client, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of a user's workbook is read in this process: a reader here would have been ended by it."""

    def here(*arguments: object) -> None:
        raise AssertionError("read in the process that answers")

    monkeypatch.setattr(sheets, "workbook_sheets", here)
    monkeypatch.setattr(headers, "_workbook_rows", here)
    monkeypatch.setattr(workbook, "_sheets", here)
    names = [column.label for column in SHEETS["entries"].columns]
    for data in (far_cell(names), far_cell_in_each_row(14_998, names), one_string_everywhere(3_000, 200, 30_000)):
        file = SimpleUploadedFile("分录.xlsx", data)
        answer = preparing.post(f"/work/{unit_year.pk}/{name}", {"file": file}, follow=True)
        assert answer.status_code == 200
        text = answer.content.decode()
        assert "远的" in text or "文字展开后太多" in text or "限制" in text


def test_names_with_paths_and_scripts_stay_names(unit_year: UnitYear, preparing: Client) -> None:
    imported = send(preparing, unit_year, csv_of([RIGHT]), "../../etc/<script>alert(1)</script>passwd.csv")
    assert "/" not in imported.file.name
    text = page_of(preparing, imported)
    assert "<script>alert" not in text
    confirm(preparing, imported)
    assert EntryLine.objects.filter(unit_year=unit_year, voucher="记-900").exists()


def test_formulas_in_a_list_of_problems_are_inert(unit_year: UnitYear, preparing: Client) -> None:
    row = list(RIGHT)
    row[10] = '=HYPERLINK("http://x")'
    imported = send(preparing, unit_year, csv_of([row]))
    listed = b"".join(preparing.get(reverse("unit_years:rejects", args=[unit_year.pk, imported.pk])).streaming_content)
    assert "'=HYPERLINK" in listed.decode()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_long_file_in_either_encoding_has_its_header_found(
    encoding: str, unit_year: UnitYear, preparing: Client
) -> None:
    text = csv_of([[*RIGHT[:2], f"记-{n}", *RIGHT[3:]] for n in range(1_500)]).decode()
    for shift in range(3):
        imported = send(
            preparing, unit_year, (text + "\n" * shift).replace("测试", "测" * (shift + 1)).encode(encoding)
        )
        assert (imported.step, imported.rows) == ("ready", 1_500)


def large() -> bytes:
    return csv_of([[*RIGHT[:2], f"记-{n}", *RIGHT[3:]] for n in range(10_000)])


def test_a_large_file_is_read_and_stored_by_jobs(
    unit_year: UnitYear, preparing: Client, run_jobs: Callable[[], list[Job]]
) -> None:
    imported = send(preparing, unit_year, large(), mode="replace")
    assert imported.step == "reading"
    assert "hx-get" in page_of(preparing, imported)
    assert [job.state for job in run_jobs()] == ["done"]
    imported.refresh_from_db()
    assert (imported.step, imported.rows) == ("ready", 10_000)
    confirm(preparing, imported)
    imported.refresh_from_db()
    assert imported.step == "storing"
    assert {job.state for job in run_jobs()} == {"done"}
    imported.refresh_from_db()
    assert imported.step == "done"
    assert EntryLine.objects.filter(unit_year=unit_year).count() == 10_000
    history = preparing.get(reverse("unit_years:history", args=[unit_year.pk])).content.decode()
    assert "10000 条" in history
    assert str(imported.made_by) in history


def test_a_job_killed_while_storing_leaves_nothing_and_does_it_all_when_run_again(
    unit_year: UnitYear, preparing: Client, run_jobs: Callable[[], list[Job]], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = EntryLine.objects.filter(unit_year=unit_year).count()
    imported = send(preparing, unit_year, large())
    run_jobs()
    confirm(preparing, imported)
    job = Job.objects.get(kind="unit_years.confirm", state="waiting")

    class Killed(BaseException):
        pass

    def dies(*args: object, **kwargs: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(uploads, "_remember", dies)
        with pytest.raises(Killed):
            perform(job.pk)
    assert EntryLine.objects.filter(unit_year=unit_year).count() == before
    Job.objects.filter(pk=job.pk).update(state="waiting")
    run_jobs()
    assert EntryLine.objects.filter(unit_year=unit_year).count() == before + 10_000
    KINDS["unit_years.confirm"](_Run(), imported=imported.pk)
    assert EntryLine.objects.filter(unit_year=unit_year).count() == before + 10_000


class _Run:
    def step(self, done: int, total: int, message: str = "") -> None:
        """Nothing to tell."""


def test_a_year_submitted_between_preview_and_confirmation_is_not_changed(
    unit_year: UnitYear, preparing: Client
) -> None:
    imported = send(preparing, unit_year, csv_of([RIGHT]))
    UnitYear.objects.filter(pk=unit_year.pk).update(state=State.SUBMITTED)
    confirm(preparing, imported)
    assert not EntryLine.objects.filter(voucher="记-900").exists()


def test_a_file_that_became_wrong_since_its_preview_is_refused(
    unit_year: UnitYear, preparing: Client, preparer: User
) -> None:
    imported = send(preparing, unit_year, csv_of([RIGHT]))
    changing(unit_year.pk, preparer)
    first = send(preparing, unit_year, csv_of([RIGHT]))
    confirm(preparing, first)
    response = preparing.post(reverse("unit_years:confirm", args=[unit_year.pk, imported.pk]), follow=True)
    assert "没有导入" in response.content.decode()
    assert EntryLine.objects.filter(unit_year=unit_year, voucher="记-900").count() == 1


def test_a_name_as_long_as_names_may_be_is_no_failure(unit_year: UnitYear, preparing: Client) -> None:
    for ending, content in (("csv", csv_of([RIGHT])), ("xlsx", workbook_of([RIGHT]))):
        assert send(preparing, unit_year, content, f"{'长' * 140}.{ending}").step == "ready"


def workbook_of(rows: list[list[str]]) -> bytes:
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for row in (HEADERS, *rows):
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "text",
    ["\t".join([*HEADERS, *["x"] * 50_000]) + "\n" + "a\n" * 50_000, '"' + "长" * 200_000, '"' + "长长\n" * 100_000],
    ids=["wide", "one long cell", "quotes"],
)
def test_cells_that_are_no_table_are_refused_at_once(
    unit_year: UnitYear, preparing: Client, run_jobs: Callable[[], list[Job]], text: str
) -> None:
    answer = preparing.post(reverse("unit_years:paste", args=[unit_year.pk, "entries"]), {"text": text})
    assert answer.status_code == 400
    assert "重新粘贴" in answer.content.decode() or "再粘贴" in answer.content.decode()
    imported = send(preparing, unit_year, text.encode())
    run_jobs()
    imported.refresh_from_db()
    assert imported.step in {"rejected", "unmapped"}


def test_lines_that_end_as_on_old_macs_are_read(unit_year: UnitYear, preparing: Client) -> None:
    assert send(preparing, unit_year, csv_of([RIGHT]).replace(b"\n", b"\r")).step == "ready"


def test_an_export_runs_no_formula_and_comes_back_as_it_was(unit_year: UnitYear, preparing: Client) -> None:
    evil = ['=HYPERLINK("http://x")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)"]
    line = EntryLine.objects.filter(unit_year=unit_year)[0]
    EntryLine.objects.filter(pk=line.pk).update(note=evil[0], voucher=evil[1], counterparty=evil[3])
    content = content_of(taken(preparing, reverse("unit_years:export", args=[unit_year.pk, "entries"])))
    cells = {cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row}
    assert {f"'{evil[0]}", f"'{evil[1]}", f"'{evil[3]}"} <= cells
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)
    imported = send(preparing, unit_year, content, mode="replace")
    assert (imported.step, confirm(preparing, imported)) == ("ready", 302)
    stored = EntryLine.objects.get(unit_year=unit_year, voucher=evil[1])
    assert (stored.note, stored.counterparty, stored.amount) == (evil[0], evil[3], line.amount)


def test_what_is_seen_is_what_is_pasted(unit_year: UnitYear, preparing: Client) -> None:
    page = preparing.get(reverse("unit_years:sheet", args=[unit_year.pk, "entries"]) + "?sort=-amount").content.decode()
    assert 'aria-sort="descending"' in page
    shown = re.findall(r'<th scope="col" aria-sort="\w+"[^>]*><a class="sort"\s+href="[^"]*">([^<]+)</a>', page)
    row = page.split('<tr id="line-')[1].split('<td class="row-actions">')[0]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
    seen = [re.sub(r"<.*", "", cell) for cell in cells]
    assert len(seen) == len(shown)
    assert any("," in cell for cell in seen)
    assert 'class="code-name"' in row
    seen[shown.index("凭证号")] = "粘贴-1"
    address = reverse("unit_years:paste", args=[unit_year.pk, "entries"])
    answer = preparing.post(address, {"text": "\t".join(seen)}, follow=True).content.decode()
    assert "粘贴-1" in answer
    imported = SheetImport.objects.get(unit_year=unit_year)
    assert imported.step == SheetImport.Step.READY, imported.preview


def test_totals_stand_by_side(unit_year: UnitYear, preparing: Client) -> None:
    page = preparing.get(reverse("unit_years:sheet", args=[unit_year.pk, "entries"])).content.decode()
    foot = page.split('class="grid-foot')[1]
    for kind, label in (("income", "收入"), ("expenditure", "支出")):
        total = EntryLine.objects.filter(unit_year=unit_year, kind=kind).aggregate(total=Sum("amount"))["total"]
        assert label in foot
        assert yuan_text(total) in foot
