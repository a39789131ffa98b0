"""Whatever stands in a document: tables come out or not, and nothing raises."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from reading.tables.layouts import grid, head, lines
from shebao.reading.document import Block
from shebao.reading.tables import read_tables
from shebao.report.tables import table_specs

TITLES = [spec.title for spec in table_specs().values()]
WORDS = [
    *TITLES,
    *[
        "项目",
        "行次",
        "栏次",
        "金额",
        "决算数",
        "合计",
        "总计",
        "小计",
        "科目编码",
        "科目名称",
        "类",
        "款",
        "项",
        "一、一般公共预算财政拨款收入",
        "本年收入合计",
    ],
    *[
        "208",
        "20801",
        "2080109",
        "301",
        "30101",
        "1",
        "2",
        "3",
        "31",
        "32",
        "12.50",
        "1,234.56",
        "14.982210202",
        "93.593.5100.0%",
        "-",
        "0.00",
        "１２",
        "注：",
        "单位：万元",
    ],
    *[
        "社会保障和就业支出",
        "行政运行",
        "工资福利支出",
        "基本工资",
        "人员经费合计",
        "预算数",
        "因公出国（境）费",
        "27行＝（1＋2）行；",
    ],
    "本部门无国有资本经营预算财政拨款支出。",
    "第三部分 决算情况说明",
    "",
]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=0, max_size=9)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(TEXTS, st.sampled_from([" ", "\t", "", "\n"])), max_size=30),
    st.lists(st.lists(TEXTS, max_size=8), max_size=3),
)
def test_any_blocks_are_read_without_raising(texts: list[tuple[list[str], str]], grids: list[list[list[str]]]) -> None:
    blocks: list[Block] = list(lines([between.join(words) for words, between in texts]))
    blocks.extend(grid(cells) for cells in grids)
    tables, consumed = read_tables(blocks)
    assert len({table.id for table in tables}) == len(tables)
    assert consumed <= set(range(len(blocks)))


def test_a_very_long_flattened_table_is_one_table() -> None:
    shuffle = random.Random(7)
    texts = head("收入决算表")
    texts += [f"{shuffle.choice(WORDS)}某科目{number} {number}.00 {number}.00" for number in range(4_000)]
    texts += [
        "注：本表反映收入情况。",
        *(f"208{shuffle.randrange(100):02d}{shuffle.randrange(100):02d}" for _ in range(2_000)),
    ]
    tables, _ = read_tables(lines(texts))
    assert [table.id for table in tables] == ["income"]


def test_a_very_long_two_sided_table_is_one_table_at_most() -> None:
    shuffle = random.Random(7)
    cells = [["项目", "金额", "项目", "金额"]]
    cells += [
        [f"一、某{shuffle.random()}收入支出", "1.00", f"某{shuffle.random()}公共支出", "2.00"] for _ in range(4_000)
    ]
    blocks: list[Block] = [*lines(head("收入支出决算总表")), grid(cells)]
    for each in (blocks, [*lines(head("收入支出决算总表")), *lines([" ".join(row) for row in cells])]):
        tables, _ = read_tables(each)
        assert {table.id for table in tables} <= {"income_and_expenditure"}
