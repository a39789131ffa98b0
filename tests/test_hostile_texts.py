"""A hundred thousand characters of one kind in each part of a report: what takes quadratic time would not come back."""

from __future__ import annotations

import gc
import re
import signal
from types import FrameType

import pytest

from shebao.auditing.audit import audit_report
from shebao.reading.document import UnreadableFile
from shebao.reading.endless import MOST_CHARACTERS, MOST_NUMBERS
from shebao.reading.report import read_file

LENGTH = 100_000
PARTS = {
    "nowhere": "",
    "tables": "某某中心2023年度单位决算\n第二部分 2023年度单位决算表\n收入支出决算总表\n单位：万元\n",
    "narrative": "某某中心2023年度单位决算\n第三部分 2023年度单位决算情况说明\n一、收入支出决算总体情况说明\n",
    "heading": "某某中心2023年度单位决算\n第三部分 2023年度单位决算情况说明\n一、收入支出",
    "key work": "某某中心2023年度单位决算\n第四部分 2023年重点工作完成情况\n",
    "glossary": "某某中心2023年度单位决算\n第五部分 名词解释\n",
    "forms": "项目支出绩效自评表\n项目名称 某\n一级指标 二级指标 三级指标 年初目标值 实际完成值 得分\n",
}
RUNS = ("1", "…", "-", " .", "（", "一", "1.00万元，", "2023年", "<p ", "|")


@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("part", PARTS)
def test_one_long_line(part: str, run: str) -> None:
    text = f"{PARTS[part]}{run * (LENGTH // len(run))}完\n"
    result = audit_report(read_file(text.encode(), "hostile.txt").report)
    assert len(result.findings) < 5_000
    printed = text.replace("\n", "")  # a quote goes over the line breaks of running text
    assert all(finding.source.quote.replace("\n", "") in printed for finding in result.findings)


FAMILIES = {
    "figures": (
        "1,",
        "1.5 ",
        "1 ",
        "100%",
        "-1.00 ",
        "12.34万元",
        "１．",
        "1.00\t",
        "\t1",
        "1/2",
        "1-2",
        "1×2",
        "1+1=2",
    ),
    "dates": ("2023年", "2023-01-01 ", "1月", "1日"),
    "ordinals": ("(1)", "（一）", "一、", "1.", "1、", "①", "1.1.1.", "一是", "第一部分", "第，"),
    "brackets": ("（", "）", "(", "[", "《", "“", "”", "【", "〔"),
    "sentences": (
        "其中：工资1万元、",
        "占1%，",
        "比上年增加1万元，",
        "支出1万元，",
        "基本支出1万元、项目支出2万元；",
        "各1个、",
        "共1个，其中：A1个、",
        "目标1，完成1；",
        "年初预算1万元，完成年初预算的1%，",
        "分别为1万元、2万元",
        "单位：万元",
    ),
    "names": (
        "社会保障和就业支出",
        "(类)(款)(项)",
        "2080101行政运行",
        "208 ",
        "30101 ",
        "表1",
        "公开01表",
        "得分",
        "三级指标 ",
    ),
    "forms": ("≥1", "≥90%", "（10分）", "10 10 ", "指标值", "√"),
    "marks": ("|", "| 1 ", "|字", "---|", "，", "。", "、", "：", "……", "—", "·", "*", "# ", "<p>", "&amp;"),
    "blanks": (" ", "　", "  1", "字 ", "a ", "\x0b", "\u200b"),
}
SIZE = 30_000
SECONDS = 10.0  # of processor time; the slowest that is linear needs a third of it, what is quadratic at this size takes minutes for a megabyte


class TooSlowError(Exception):
    """The processor time of a line is used up."""


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise TooSlowError


@pytest.mark.slow
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("part", ["tables", "narrative", "key work", "forms"])
def test_no_family_of_lines_takes_quadratic_time(part: str, family: str) -> None:
    slow = []
    previous = signal.signal(signal.SIGVTALRM, _interrupt)
    gc.disable()  # what other tests left on the heap is not the line's time
    try:
        for piece in FAMILIES[family]:
            text = f"{PARTS[part]}{piece * (SIZE // len(piece))}完\n"
            signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
            try:
                audit_report(read_file(text.encode(), "hostile.txt").report)
            except TooSlowError:
                slow.append(piece)
            finally:
                signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    finally:
        gc.enable()
        signal.signal(signal.SIGVTALRM, previous)
    assert slow == []


@pytest.mark.parametrize(
    "line", ["字" * (MOST_CHARACTERS + 1), "1 " * (MOST_NUMBERS + 1)], ids=["characters", "numbers"]
)
def test_a_line_that_no_report_has_is_refused_with_its_place(line: str) -> None:
    with pytest.raises(UnreadableFile, match=r"第 3 行.*不是报告的文字"):
        read_file(f"某某中心2023年度单位决算\n\n{line}\n".encode(), "endless.txt")


def test_the_longest_lines_that_are_read() -> None:
    """Just below the bounds a line is read."""
    text = f"某某中心2023年度单位决算\n{'字，' * (MOST_CHARACTERS // 2 - 1)}\n"
    assert read_file(text.encode(), "long.txt").report.identity.fiscal_year == 2023
    assert not re.search(r"\d{5}", text)
