"""What a publication stores of a report: reading document, figures, derivations, differences."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from server_publications import composed, read_back
from shebao.accounts.account_set import AccountSet
from shebao.accounts.closing.closing import Closing, closing_of
from shebao.accounts.importing.folder import read_folder
from shebao.evidence import formulas
from shebao.money import FEN_PER_WAN
from shebao.reading.report import read_file
from shebao.report import Report
from shebao.server.accountability.publications.content.derivation import entries_behind, groups_data
from shebao.server.accountability.publications.content.differences import cell_changes, text_changes
from shebao.server.accountability.publications.content.document import passages, report_document
from shebao.server.accountability.publications.content.figures import amounts
from shebao.server.accountability.publications.content.ordinals import chinese, heading
from shebao.server.accountability.publications.content.tables import cells_of, names_of

EXAMPLES = Path(__file__).resolve().parents[4] / "examples"
BOOKS = ["city-centre-2023", "district-bureau-2021", "finance-bureau-2024"]


@cache
def books(name: str) -> tuple[AccountSet, Closing]:
    folder = read_folder(EXAMPLES / "accounts" / name)
    return folder, closing_of(folder)


@cache
def sample() -> Report:
    return read_file(EXAMPLES / "sample-report.pdf").report


def copied(document: dict[str, Any]) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(document))
    return copy


@pytest.mark.parametrize("name", BOOKS)
def test_every_printed_cell_is_in_the_document(name: str) -> None:
    closing = books(name)[1]
    report = closing.report()
    stored = dict(cells_of(report_document(report)["tables"]))
    printed = {
        f"{table.id}:{row.key}:{column}": cell.figure.text
        for table in report.tables
        for row in table.rows
        for column, cell in row.cells.items()
        if cell.figure is not None
    }
    assert stored == printed


def test_the_document_is_plain_data_with_every_section_and_form() -> None:
    document = report_document(sample())
    assert copied(document) == json.loads(json.dumps(document))
    assert len(document["sections"]) == len(list(sample().walk()))
    assert len(document["forms"]) == len(sample().forms)
    assert sum(len(section["paragraphs"]) for section in document["sections"]) == sum(
        len(section.passages) for section in sample().walk()
    )


def test_figures_of_the_narrative_lead_to_cells_and_entries_that_exist() -> None:
    document = report_document(sample())
    cells = dict(cells_of(document["tables"]))
    links = [
        (paragraph["text"][start:end], cell)
        for section in document["sections"]
        for paragraph in section["paragraphs"]
        for start, end, cell in paragraph.get("links", ())
    ]
    assert len(links) > 10
    assert all(link in cells or link in document["evidence"] for _, link in links)
    assert all(document["evidence"][link]["text"].startswith(text) for text, link in links if link not in cells)
    known = {each["link"] for entry in document["evidence"].values() for each in entry["operands"] if "link" in each}
    assert known <= {*cells, *document["evidence"]}
    assert all(text.replace(",", "")[0].isdigit() for text, _ in links)


def test_charts_of_a_read_report_are_drawn_again_from_what_it_prints() -> None:
    """A composed report read back from its file has the charts that it was composed with."""
    original = {chart["caption"]: chart for chart in composed().document["charts"]}
    again = {chart["caption"]: chart for chart in report_document(read_back())["charts"]}
    assert len(original) >= 4
    assert again.keys() == original.keys()
    for caption, chart in original.items():
        assert _drawn(again[caption]) == _drawn(chart), caption


def _drawn(chart: dict[str, Any]) -> list[tuple[str, str, Decimal]]:
    return [(one["name"], bar["label"], Decimal(bar["value"])) for one in chart["series"] for bar in one["bars"]]


@pytest.mark.parametrize("name", BOOKS)
def test_each_economic_subject_stands_under_its_class_and_totals_come_last(name: str) -> None:
    tables = {table["id"]: table for table in report_document(books(name)[1].report())["tables"]}
    rows = [row for block in tables["basic_expenditure"]["blocks"] for row in block["rows"]]
    codes = [row["code"] for row in rows if not row["total"]]
    assert codes == sorted(codes)
    assert [row["total"] for row in rows] == sorted(row["total"] for row in rows)


def test_passages_for_search_have_anchors_of_the_page() -> None:
    found = list(passages(report_document(sample())))
    anchors = [anchor for anchor, _, _ in found]
    assert len(anchors) == len(set(anchors))
    assert any(text for anchor, _, text in found if anchor == "t-expenditure" and "社会保障和就业支出" in text)


def test_amounts_are_what_the_tables_print() -> None:
    closing = books("city-centre-2023")[1]
    found = {(a.measure, a.aspect, a.item): a.fen for a in amounts(closing.report())}
    printed = closing.report().table("expenditure")
    assert printed is not None
    total = printed.figure("total", "total")
    assert total is not None
    assert found["expenditure_total", "actual", ""] == int(total.value * FEN_PER_WAN)
    assert found["expenditure_total", "actual", "208"] <= found["expenditure_total", "actual", ""]
    assert "three_public" in {measure for measure, _, _ in found}


def test_amounts_without_a_table_come_from_the_narrative() -> None:
    found = {a.measure: a for a in amounts(sample())}
    assert "running_costs" in found
    assert found["running_costs"].fen > 0


@pytest.mark.parametrize("name", BOOKS)
def test_entries_behind_every_cell_add_up_to_it(name: str) -> None:
    folder, closing = books(name)
    stored = json.loads(json.dumps(groups_data(folder)))
    for address, fen in closing.amounts.items():
        parts = entries_behind(stored, ":".join(address))
        assert sum(part.fen for part in parts) == fen, address
        assert all(part.group.count > 0 for part in parts)


def test_derivations_keep_no_words_of_the_entries() -> None:
    folder = books("city-centre-2023")[0]
    stored = json.dumps(groups_data(folder), ensure_ascii=False)
    words = {str(value) for name in ("voucher", "summary") if name in folder.entries.columns
             for value in folder.entries.columns[name].values if len(str(value)) > 3}  # fmt: skip
    assert words
    assert not any(word in stored for word in words)


def test_formulas_of_a_total() -> None:
    tables = report_document(books("city-centre-2023")[1].report())["tables"]
    cells, names = dict(cells_of(tables)), names_of(tables)
    found = list(formulas(cells, names, "expenditure:total:total"))
    words = {formula.words for formula in found}
    assert words == {"按支出科目逐级汇总", "本表各栏之间的关系"}
    across = next(formula for formula in found if formula.words == "本表各栏之间的关系")
    assert {operand.address for operand in across.operands} == {
        "expenditure:total:basic",
        "expenditure:total:project",
    }
    assert all("支出决算表" in operand.name for operand in across.operands)


@pytest.mark.parametrize("cell", ["nonsense:a:b", "expenditure:999:total", "expenditure:total:nonsense"])
def test_no_formula_for_what_is_no_cell(cell: str) -> None:
    tables = report_document(books("city-centre-2023")[1].report())["tables"]
    assert [f for f in formulas(dict(cells_of(tables)), names_of(tables), cell) if f.operands] == []


def test_changes_name_cells_and_words() -> None:
    before = report_document(sample())
    after = copied(before)
    table = next(t for t in after["tables"] if t["id"] == "expenditure")
    row = table["blocks"][0]["rows"][1]
    old = row["cells"].pop("total")
    section = next(s for s in after["sections"] if s["paragraphs"])
    section["paragraphs"][0]["text"] += "（更正）"
    (change,) = cell_changes(before, after)
    assert (change.before, change.after) == (old, "")
    assert row["name"] in change.row_name
    (text,) = text_changes(before, after)
    assert [piece.text for piece in text.pieces if piece.kind == "added"] == ["（更正）"]
    assert not [piece for piece in text.pieces if piece.kind == "removed"]


def test_nothing_changes_in_the_same_report() -> None:
    document = report_document(sample())
    assert cell_changes(document, copied(document)) == ()
    assert text_changes(document, copied(document)) == ()


def test_ordinals() -> None:
    assert [chinese(n) for n in (1, 10, 11, 20, 35, 100)] == ["一", "十", "十一", "二十", "三十五", "100"]
    assert heading(1, 3, "决算情况说明") == "第三部分　决算情况说明"
    assert [heading(level, 2, "甲") for level in (2, 3, 4, 5)] == ["二、甲", "（二）甲", "2.甲", "(2)甲"]
    assert heading(2, None, "甲") == "甲"
