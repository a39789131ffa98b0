"""Layouts and thresholds: loaders reject mistakes with file, key and reason; layouts fit the specification."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from shebao.accounts.progress.thresholds import parse_thresholds, thresholds
from shebao.classification import ClassificationError, functional, government_economic, read_successions
from shebao.report.formats import FormatError, parse_format
from shebao.report.formats.files import raw_formats
from shebao.report.tables import table_specs
from shebao.report.tables.layout import layout_from, layout_of, layouts


@pytest.mark.parametrize("layout", layouts(), ids=lambda layout: layout.id)
def test_headers_cover_every_column_of_the_body(layout: Any) -> None:
    for table in layout.tables:
        width = sum(cell.columns for cell in table.header[0])
        codes = 2 if layout.split_codes else 1
        wanted = {
            "two_sided": sum(1 + (side.first_line is not None) + len(side.columns) for side in table.sides),
            "functional": 4 + len(table.columns),
            "economic": len(table.blocks) * (codes + 2),
            "single_row": len(table.columns),
        }
        assert width == wanted[table.spec.shape.value], table.spec.id
        area = sum(cell.rows * cell.columns for row in table.header for cell in row)
        assert area == width * len(table.header), table.spec.id
        assert sum(span for _, span in table.totals) + len(table.totals) in (0, width)


@pytest.mark.parametrize("layout", layouts(), ids=lambda layout: layout.id)
def test_printed_line_numbers_are_those_of_the_printed_formulas(layout: Any) -> None:
    for table in layout.tables:
        notes = " ".join(table.notes)
        for side, key in zip(table.sides, ("in.total", "out.total"), strict=False):
            if side.first_line is not None:
                assert f"{side.line(side.keys.index(key))}行=" in notes, table.spec.id


def test_the_layout_of_a_place_and_year() -> None:
    assert layout_of("wuhan", 2021).id == "wuhan-2020"
    assert layout_of("wuhan", 2023).tables[8].spec.id == "three_public"
    assert layout_of("shanghai", 2024).tables[6].spec.id == "three_public"
    assert layout_of("elsewhere", 2024).tables == layout_of("wuhan", 2024).tables


BROKEN = [
    (lambda d: d.pop("codes"), "缺少 ['codes']"),
    (lambda d: d.update(colour="red"), "未知的键 ['colour']"),
    (lambda d: d["sheets"].pop("income"), "应恰有这九张表"),
    (lambda d: d["sheets"]["income"].update(colour=1), "income：未知的键"),
    (lambda d: d["sheets"]["income"].update(columns=["totals"]), "规范里没有 ['totals']"),
    (lambda d: d["sheets"]["income"].pop("columns"), "缺少 columns"),
    (lambda d: d["sheets"]["income"].update(header=[[["a", 1]]]), "表头单元格应为"),
    (lambda d: d["sheets"]["income_and_expenditure"]["left"].update(top=["in.gold"]), "规范里没有行 ['in.gold']"),
]


@pytest.mark.parametrize(("spoil", "message"), BROKEN, ids=[message for _, message in BROKEN])
def test_a_broken_layout(spoil: Any, message: str) -> None:
    data = copy.deepcopy(dict(raw_formats()["wuhan-2022"]))
    spoil(data["tables"])
    with pytest.raises(FormatError) as caught:
        layout_from(parse_format("x.yaml", data))
    assert "x.yaml" in str(caught.value)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "应是列表"),
        ([{"from": 2020}], "第 1 项：键应为"),
        ([{"from": 2020, "behind_time": -1, "behind_plan": 1, "rush_share": 1, "rush_least": 1, "source": "", "confidence": ""}],
         "behind_time：应为非负整数"),
    ],
)  # fmt: skip
def test_broken_thresholds(data: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_thresholds(data)


def test_no_thresholds_before_the_first() -> None:
    assert thresholds(2023).rush_share > 0
    with pytest.raises(ValueError, match="没有 1999 年度的预警标准"):
        thresholds(1999)


def test_retired_codes_know_their_successor() -> None:
    found = functional().successor("2089901", 2023)
    assert found is not None
    assert found.code == "2089999"
    assert functional().successor("2089901", 2020) is None
    assert functional().successor("2080109", 2023) is None


def test_government_economic_subjects() -> None:
    subject = government_economic().get("50201")
    assert subject is not None
    assert subject.parent == "502"


@pytest.mark.parametrize(
    ("line", "message"),
    [("2089901,x,2021,a,known", "3、5 或 7 位"), ("2089901,2089999,soon,a,known", "第 2 行"), ("2089901,2089999,2021,a,sure", "confidence")],
)  # fmt: skip
def test_broken_successors(line: str, message: str, tmp_path: Any) -> None:
    path = tmp_path / "s.csv"
    path.write_text(f"code,successor,from_year,source,confidence\n{line}\n", "utf-8")
    with pytest.raises(ClassificationError, match=message):
        read_successions(path)


def test_every_table_has_a_specification() -> None:
    for layout in layouts():
        assert {table.spec.id for table in layout.tables} == set(table_specs())
