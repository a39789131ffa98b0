"""Hostile text: how processor time grows when a text that defeats a reader is twice as long.

`python -m bench hostile [--repeat N] [--size CHARACTERS]`
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from shebao.reading.document import Line
from shebao.reading.forms import read_forms
from shebao.reading.key_work import read_key_work_table
from shebao.reading.statements import read_statements
from shebao.reading.tables import read_tables
from shebao.report import Section
from shebao.report.provenance import Passage, Place, Source

_PARAGRAPHS = ("支出（", "社会保障和就业支出", "收支总计1万元，占", "(类)(款)", "1,", "其中：工资1万元、")
_FORM = "2022年度甲项目绩效自评表\n三级指标 年初目标值（A） 实际完成值（B） 得分\n"
_LINES = (
    (_FORM, "指标 100% 100% 1\n"),
    (_FORM, "字 字\n"),
    ("", "总分 5\n"),
    ("", "甲项目绩效自评表\n"),
    ("序号 重要事项 工作内容及目标 完成情况\n", "1\n字\n"),
    ("收入决算表\n单位：万元\n", "208社会保障和就业支出某科目1 1.00 1.00\n"),
    ("收入支出决算总表\n单位：万元\n项目 金额 项目 金额\n", "一、某收入支出 1.00 某公共支出 2.00\n"),
)


def main(argv: list[str]) -> None:
    """Print for each text the seconds at the size given and at twice the size, and their ratio (2 is in proportion)."""
    parser = argparse.ArgumentParser(prog="python -m bench hostile", description=__doc__)
    parser.add_argument("--repeat", type=int, default=3, help="runs of each measurement; the fastest counts")
    parser.add_argument("--size", type=int, default=30_000, help="characters of the shorter text")
    options = parser.parse_args(argv)
    print(f"{'once s':>8} {'twice s':>8} {'growth':>7}  text")
    for piece in _PARAGRAPHS:
        _compare(_paragraph, "", piece, options)
    for head, piece in _LINES:
        _compare(_blocks, head, piece, options)


def _compare(read: Callable[[str], None], head: str, piece: str, options: argparse.Namespace) -> None:
    once, twice = (
        min(_seconds(read, head + piece * (size // len(piece))) for _ in range(options.repeat))
        for size in (options.size, 2 * options.size)
    )
    print(f"{once:8.3f} {twice:8.3f} {twice / once:7.1f}  {' '.join(piece.split())}")


def _seconds(read: Callable[[str], None], text: str) -> float:
    started = time.process_time()
    read(text)
    return time.process_time() - started


def _paragraph(text: str) -> None:
    passage = Passage(text, (0,), (Place(None, 1),))
    read_statements((Section(2, 1, "narrative.general", "", Source(""), (passage,)),), 2023)


def _blocks(text: str) -> None:
    blocks = tuple(Line(line, Place(line=number)) for number, line in enumerate(text.splitlines(), 1))
    read_tables(blocks)
    read_forms(blocks)
    read_key_work_table(blocks)
