"""Every printed number of a document is accounted for once: as a figure, a date, an ordinal, a code, or unread."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from shebao.auditing.audit import audit_report
from shebao.reading.document import Document, Grid, Line
from shebao.reading.report import Reading, read_file
from shebao.report.account import Outcome, Part, Printed
from shebao.report.figures import figures_of
from synthetic.composer import STYLES, compose
from synthetic.layouts import LAYOUTS

_DIGITS = re.compile(r"\d")


def composed(layout: str) -> Reading:
    place, year = list(STYLES)[len(layout) % len(STYLES)]
    suffix, lay_out = LAYOUTS[layout]
    return read_file(lay_out(compose(5, place, year)), f"report.{suffix}")


def digits_of_blocks(document: Document) -> int:
    count = 0
    for block in document.blocks:
        if isinstance(block, Line):
            count += len(_DIGITS.findall(block.text))
        elif isinstance(block, Grid):
            count += sum(len(_DIGITS.findall(cell.text)) for row in block.rows for cell in row if cell)
    return count


def accounted(text: str) -> dict[str, Printed]:
    return {printed.text: printed for printed in read_file(text.encode(), "report.txt").report.printed}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_digit_of_a_composed_report_has_an_outcome_and_every_figure_a_print(layout: str) -> None:
    reading = composed(layout)
    printed = reading.report.printed
    assert sum(len(_DIGITS.findall(p.text)) for p in printed) == digits_of_blocks(reading.document)
    claimed = Counter(figure for p in printed for figure in p.figures)
    assert [f.text for f in figures_of(reading.report) if f not in claimed] == []
    assert max(claimed.values()) == 1
    assert all(p.reason for p in printed if p.outcome is Outcome.UNREAD)
    assert all(bool(p.figures) == (p.outcome is Outcome.FIGURE) for p in printed)


@pytest.mark.parametrize("layout", ["html", "pdf", "docx"])
def test_the_tables_of_a_composed_report_are_read_whole(layout: str) -> None:
    result = audit_report(composed(layout).report)
    tables = next(part for part in result.coverage.parts if part.part is Part.TABLES)
    assert tables.read == tables.figures > 100


def test_coverage_counts_what_no_reader_read() -> None:
    text = "第三部分 示例市社会保险中心2023年度单位决算情况说明\n本年度共印发材料 1,234 份，另发函七 88 封。\n第四部分 名词解释\n"
    report = read_file(text.encode(), "report.txt").report
    coverage = audit_report(report).coverage
    assert coverage.figures >= 2
    assert coverage.figures == sum(part.figures for part in coverage.parts)
    assert coverage.read == sum(part.read for part in coverage.parts)
    assert coverage.figures - coverage.read == sum(count for _, count in coverage.unread)


@pytest.mark.parametrize(
    ("line", "number", "outcome"),
    [
        ("示例市财政局 2023 年 12 月 31 日印发", "12", Outcome.DATE),
        ("2021—2025 年规划", "2021", Outcome.DATE),
        ("第 3 页有误", "3", Outcome.ORDINAL),
        ("附件2 明细", "2", Outcome.ORDINAL),
        ("财预〔2023〕17 号", "17", Outcome.CODE),
        ("联系电话 021-52564588", "52564588", Outcome.CODE),
        ("共办理 4,517 件", "4,517", Outcome.UNREAD),
    ],
)
def test_what_is_no_figure_is_told_by_what_stands_around_it(line: str, number: str, outcome: Outcome) -> None:
    assert accounted(line)[number].outcome is outcome


def test_a_year_broken_from_its_word_by_a_line_is_still_a_date() -> None:
    assert accounted("本单位成立于 1998\n年，至今未变。")["1998"].outcome is Outcome.DATE


def test_lines_that_print_one_number_many_times_are_accounted_for_in_linear_time() -> None:
    report = read_file(("第三部分 情况说明\n" + "收入 5.00 万元。" * 15_000).encode(), "report.txt").report
    assert sum(printed.counts for printed in report.printed) == 15_000


def test_a_sentence_that_was_taken_for_a_table_is_given_back_to_the_narrative() -> None:
    lines = [
        "示例市社会保险中心2023年度单位决算",
        "收入决算表",
        "单位：万元",
        "科目编码\t科目名称\t本年收入合计\t财政拨款收入",
        "208\t社会保障和就业支出\t5.00\t5.00",
        "决算情况说明",
        "八、政府性基金预算财政拨款收入支出决算情况说明",
        "本单位2023年度没有政府性基金预算财政拨款收入支出。",
        "九、其他重要事项的情况说明",
        "十、名词解释",
    ]
    report = read_file("\n".join(lines).encode(), "report.txt").report
    told = [passage.text for section in report.walk() for passage in section.passages]
    notes = [note.source.quote for table in report.tables for note in table.notes]
    assert sum("没有政府性基金预算" in text for text in (*told, *notes)) >= 1
