"""Staff lists as files: every problem in one pass with row, column, value, what was expected; or all rows."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from shebao.fields.identifiers.identity import check_character
from shebao.fields.problem import ProblemsFound
from shebao.operations.handling.lists.apart import read_apart
from shebao.operations.handling.lists.rows import Listed, read_list
from shebao.services.listing import catalogue
from shebao.services.model import Service

HEADS = ("序号", "证件号码", "姓名", "人员类别", "起始月", "变更原因")
SERVICE = catalogue().version("SI-REG-005", date(2026, 3, 10))
assert SERVICE is not None
OF: Service = SERVICE


def number(each: int) -> str:
    body = f"4299061990{each // 28 % 12 + 1:02d}{each % 28 + 1:02d}{each % 1000:03d}"
    return body + check_character(body)


def person(each: int) -> list[str]:
    return [str(each), number(each), f"甲{each}", "职工", "2026-03", "新参保"]


def as_csv(rows: list[list[str]], encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(line, column, cell)
    return out.getvalue()


def problems(data: bytes) -> list[tuple[int, str, str]]:
    with pytest.raises(ProblemsFound) as found:
        read_list(OF, data, "名册.csv")
    return [(one.place.row, one.field, one.code) for one in found.value.problems]


@given(st.integers(1, 40), st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
def test_a_sound_list_is_read_in_any_encoding_and_order_of_columns(count: int, encoding: str) -> None:
    rows = [list(HEADS), *(person(each) for each in range(count))]
    found = read_list(OF, as_csv(rows, encoding), "名册.csv")
    turned = read_list(OF, as_csv([row[::-1] for row in rows], encoding), "名册.csv")
    assert found == turned == Listed(found.rows, ("序号",))
    assert [row.texts["identity_number"] for row in found.rows] == [number(each) for each in range(count)]
    assert [row.number for row in found.rows] == list(range(2, count + 2))


def test_a_list_in_big5_is_refused_and_not_read_as_other_characters() -> None:
    with pytest.raises(ProblemsFound, match="Big5"):
        read_list(
            OF,
            as_csv([["姓名", "身分證號碼", "參保單位", "繳費基數"], ["張國榮", "1", "第一醫院", "2"]], "big5hkscs"),
            "名册.csv",
        )


def test_every_problem_of_a_file_is_told_in_one_pass() -> None:
    rows = [list(HEADS), *(person(each) for each in range(6))]
    rows[2][1] = rows[1][1]
    rows[3][3] = "临时"
    rows[4][1] = rows[4][1][:-1]
    rows[5][4], rows[5][2] = "三月", ""
    assert problems(as_csv(rows)) == [
        (3, "证件号码", "repeated"),
        (4, "人员类别", "not_allowed"),
        (5, "证件号码", "not_an_identity_number"),
        (6, "姓名", "missing"),
        (6, "起始月", "not_a_month"),
    ]


def test_numbers_that_a_spreadsheet_cut_are_told_as_that() -> None:
    rows: list[list[object]] = [list(HEADS), list(person(1))]
    rows[1][1] = float(number(1)[:17] + "0")
    assert problems(as_xlsx(rows)) == [(2, "证件号码", "digits_lost")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (as_csv([list(HEADS)]), "empty"),
        (as_csv([["姓名", "起始月"], ["甲", "2026-03"]]), "missing_columns"),
        (b"PK\x03\x04 no workbook", "unreadable"),
        (b"\xff\xff\x00\xfe\xfa", "unreadable"),
    ],
)
def test_what_is_no_list_is_said_to_be_none(data: bytes, code: str) -> None:
    assert [found[2] for found in problems(data)] == [code]


def test_a_list_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    sheet: list[list[object]] = [list(HEADS), list(person(1))]
    (tmp_path / "list").write_bytes(as_xlsx(sheet))
    found = read_apart(tmp_path / "list", "名册.xlsx", "SI-REG-005", date(2026, 3, 10))
    assert found == read_list(OF, as_xlsx(sheet), "名册.xlsx")
    (tmp_path / "bad").write_bytes(as_csv([["姓名"], ["甲"]]))
    with pytest.raises(ProblemsFound, match="没有这些列"):
        read_apart(tmp_path / "bad", "名册.csv", "SI-REG-005", date(2026, 3, 10))
