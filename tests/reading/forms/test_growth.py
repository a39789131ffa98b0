"""Reading a form twice as long takes about twice the work, counted in calls of functions, whatever its rows are made of."""

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from reading.forms.made import lines
from shebao.reading.document import Block
from shebao.reading.forms import read_forms

HEAD = ("一级指标", "二级指标", "三级指标", "目标值", "实际完成值", "分值", "得分")
ROWS: dict[str, Callable[[int], tuple[str, ...]]] = {
    "plain": lambda n: (f"检查单位数量第{n}类", "≥11次", "12次", "5", "5"),
    "under headings": lambda n: ("产出指标", "数量指标", f"检查单位数量第{n}类", "≥11次", "12次", "5", "5"),
    "grades": lambda n: (f"群众认可程度第{n}类", "有效提升", "有效提升", "5", "5"),
    "numbers alone": lambda n: (f"{n}", "5", "5", "5", "5"),
    "names alone": lambda n: (f"检查单位数量第{n}类",),
    "headings alone": lambda n: ("产出指标", "数量指标"),
    "long reasons": lambda n: (f"检查单位数量第{n}类", "100%", "98%", "5", "4.9", "受客观条件影响，未完全达到目标"),
    "broken names": lambda n: ("检查", "单位", "数量", f"第{n}类", "≥11", "次", "12", "次", "5", "5"),
    "subtotals": lambda n: ("小计", "5", "5"),
}
WAYS = {"spaces": " ", "tabs": "\t", "lines": "\n"}


def form(row: Callable[[int], tuple[str, ...]], count: int, mark: str) -> tuple[Block, ...]:
    rows = [mark.join(HEAD), *(mark.join(row(number)) for number in range(count)), f"总分{mark}100{mark}99"]
    return lines("2022年度甲项目绩效自评表\n" + "\n".join(rows))


def calls(blocks: tuple[Block, ...]) -> int:
    """How many functions are called while the blocks are read."""
    made = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal made
        made += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        read_forms(blocks)
    finally:
        sys.setprofile(before)
    return made


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("rows", ROWS)
def test_work_grows_with_the_number_of_rows(rows: str, way: str) -> None:
    once, twice, four = (calls(form(ROWS[rows], count, WAYS[way])) for count in (16, 32, 64))
    assert twice < 2.6 * once
    assert four < 2.6 * twice
