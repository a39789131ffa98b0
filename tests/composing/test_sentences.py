"""Sentence files: mistakes are told with file and line; statements are Chinese; words of people keep the grammar."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from composing.manuscripts import EXAMPLES
from shebao.composing.manuscript import Run
from shebao.composing.narrative.lookup import SentenceError
from shebao.composing.narrative.printing import amount_text, rate_of
from shebao.composing.narrative.syntax import Sentences, marker, paragraphs, translated
from shebao.composing.narrative.voice import reason_words, sentence

WORDS = {"年度": "2023", "人数": 3, "名单": ["甲", "乙"]}


def rendered(text: str, **files: str) -> str:
    return Sentences(("own",), {"own/page": text, **files}).render("page", WORDS)


def test_chinese_statements():
    assert rendered("{% 如果 人数 > 2 %}多{% 否则 %}少{% 结束如果 %}") == "多"
    assert rendered("{% 循环 名 取自 名单 %}{{ 名 }}{{ '、' if not loop.last }}{% 结束循环 %}") == "甲、乙"
    assert rendered("{% 设 甲 = 人数 + 1 %}{{ 甲 }}") == "4"
    assert translated('{{ 金额("如果") }}如果') == '{{ 金额("如果") }}如果'


def test_phrases_of_a_folder_are_known_to_its_sentences():
    phrases = "{% 宏 称呼(名) %}{{ 名 }}同志{% 结束宏 %}"
    assert rendered("{{ 称呼('甲') }}", **{"own/phrases": phrases}) == "甲同志"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("第一行\n{{ 没听说过(1) }}", 2, "没有“没听说过”这个词"),
        ("一\n二\n{% 如果 人数 %}三", 3, "句式写法有误"),
        ("一\n{{ 人数.平方 }}", 2, "平方"),
        ("{{ 年度 + 1 }}", 1, "can only concatenate"),
        ("一\n{{ 年度.__class__.__mro__ }}", 2, "unsafe"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(text, line, reason):
    with pytest.raises(SentenceError) as problem:
        rendered(text)
    assert str(problem.value).startswith(f"own/page.txt 第 {line} 行")
    assert reason in str(problem.value)


def test_a_name_that_is_no_quantity_is_told_with_the_place():
    from shebao.composing.narrative.lookup import Lookup
    from shebao.composing.narrative.vocabulary import vocabulary
    from shebao.composing.narrative.voice import Voice
    from shebao.composing.outline import outline_of
    from shebao.publishing.folder import read_material

    lookup = Lookup(read_material(EXAMPLES / "city-centre-2023"), outline_of("wuhan", 2023))
    words = vocabulary(Voice(lookup, "narrative.totals", "一、", iter(range(99))))
    with pytest.raises(SentenceError, match=r"own/page\.txt 第 2 行：没有“总收益”这个量"):
        Sentences(("own",), {"own/page": '\n{{ 金额("总收益") }}'}).render("page", words)
    with pytest.raises(SentenceError, match=r"没有“多少”这个词；可用的有"):
        Sentences(("own",), {"own/page": '{{ 变动("收支总计").多少 }}'}).render("page", words)


def test_a_blank_line_ends_a_paragraph_and_a_line_break_is_nothing():
    text = rendered("一，\n  二。\n\n## 说明\n三。\n{% 如果 人数 %}四。\n\n{% 结束如果 %}五。")
    assert [paragraph.text for paragraph in paragraphs(text, ())] == ["一，二。", "三。四。", "五。"]
    (figure,) = paragraphs(f"共{marker(0)}。", [Run("3个")])
    assert [run.text for run in figure.runs] == ["共", "3个", "。"]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("人员减少。", "人员减少"),
        ("主要原因是：人员减少；", "人员减少"),
        ("由于厉行节约,压减开支;另有项目结余。", "厉行节约，压减开支，另有项目结余"),
        ("一是退休\n  二是调出", "一是退休二是调出"),
        ("支付1,000元,按9:00前", "支付1,000元，按9:00前"),
        ("因公出国任务增加", "因公出国任务增加"),
    ],
)
def test_reasons_end_a_sentence(written, expected):
    assert reason_words(written) == expected
    assert sentence(expected) == f"{expected}。"


@given(st.text("人员减少增加，。；;,、 \n.!：因由于", max_size=30))
def test_no_words_double_a_mark(text):
    assert not reason_words(text).endswith(("。", "；", "，", "、"))
    assert "。" not in reason_words(text)[:-1]


@settings(max_examples=60)
@given(st.integers(1, 10**9), st.integers(1, 10**9), st.integers(0, 2))
def test_rates_are_those_of_the_displayed_amounts(part, whole, decimals):
    one, other = Decimal(part) / 100, Decimal(whole) / 100
    again = rate_of(Decimal(amount_text(one).replace(",", "")), Decimal(amount_text(other).replace(",", "")), decimals)
    assert again == rate_of(one, other, decimals)
    assert abs(again - one * 100 / other) * 2 <= Decimal(1).scaleb(-decimals)
