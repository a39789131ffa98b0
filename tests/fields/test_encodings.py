"""Tables of names and numbers in GB18030 and in Big5 are told apart, however short, and no GB18030 table is taken for Big5."""

from __future__ import annotations

import random

import opencc
import pytest

from shebao.fields.encodings import is_big5

_HEADS = (
    "姓名,身份证号码,单位名称,缴费基数",
    "人员编号,姓名,性别,出生日期,待遇类型",
    "单位编号,单位名称,险种,应缴金额",
)
_NAMES = [
    "王小明",
    "李建国",
    "张丽华",
    "刘德胜",
    "陈秀英",
    "杨志强",
    "黄敏",
    "赵军",
    "周杰",
    "吴芳",
    "徐丽",
    "孙伟",
    "马超",
    "朱红",
    "胡军",
    "郭靖",
    "何洁",
    "高峰",
    "林涛",
    "罗刚",
]
_UNITS = ("第一人民医院", "市教育局", "建筑工程公司", "农村信用社")
_TRADITIONAL = opencc.OpenCC("s2t").convert


def table(chance: random.Random, rows: int) -> str:
    lines = [chance.choice(_HEADS)]
    for _row in range(rows):
        lines.append(
            f"{chance.choice(_NAMES)},{chance.randrange(10**17)},{chance.choice(_UNITS)},{chance.randrange(10**6)}"
        )
    return "\n".join(lines)


@pytest.mark.parametrize("rows", [0, 1, 3, 50])
def test_tables_are_told_apart_by_their_characters(rows: int) -> None:
    for seed in range(40):
        text = table(random.Random(seed), rows)
        assert not is_big5(text.encode("gb18030"))
        assert not is_big5(_TRADITIONAL(text).encode("gb18030"))
        assert is_big5(_TRADITIONAL(text).encode("big5hkscs"))


def test_a_start_that_ends_within_a_character_is_no_other_encoding() -> None:
    text = _TRADITIONAL(table(random.Random(1), 2000)).encode("big5hkscs")
    assert all(is_big5(text[:size]) for size in range(60_000, 60_010))


def test_what_is_no_text_is_no_big5() -> None:
    assert not is_big5(bytes(range(128, 256)) * 10)
    assert not is_big5(b"")


@pytest.mark.parametrize("heads", ["编号,性别", "编号", "姓名,金额", "单位,人数,备注"])
def test_a_few_common_characters_among_numbers_are_no_big5(heads: str) -> None:
    for rows in range(0, 200, 20):
        text = "\n".join([heads, *(f"{number},{number % 2},2025-03-{number % 28 + 1:02d}" for number in range(rows))])
        assert not is_big5(text.encode("gb18030"))
