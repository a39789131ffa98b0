"""A field declared once: texts as values, bounds, spellings; problems with code, place, reason and advice."""

from __future__ import annotations

import pickle
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.fields import values
from shebao.fields.dates import Month
from shebao.fields.field import Field, Kind
from shebao.fields.problem import FileProblem, Place, Problem

PLACE = Place("职工.xlsx", "名单", 7)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (Field("name", "姓名"), " 某人 ", "某人"),
        (Field("line", "险种", kind=Kind.CHOICE, choices={"养老": "pension", "工伤": "injury"}), "工伤", "injury"),
        (Field("basic", "是否行政单位", kind=Kind.FLAG), "是", True),
        (Field("count", "人数", kind=Kind.WHOLE, low=0, high=9999, unit="人"), "1,200人", 1200),
        (Field("index", "指数", kind=Kind.NUMBER, low=0, high=3), "０.８５", Decimal("0.85")),
        (Field("base", "缴费基数", kind=Kind.MONEY, low=0), "¥8,000.50元", 800050),
        (Field("fund", "基金", kind=Kind.MONEY, low=0), "1.2万元", 1200000),
        (Field("refund", "退费", kind=Kind.MONEY), "-3.01", -301),
        (Field("rate", "完成率", kind=Kind.SHARE), "95%", Decimal("0.95")),
        (Field("span", "年限", kind=Kind.YEARS), "28年10个月", 2883),
        (Field("born", "出生日期", kind=Kind.DAY), "1965年5月12日", date(1965, 5, 12)),
        (Field("month", "缴费月", kind=Kind.MONTH), "202501", Month(2025, 1)),
    ],
)
def test_texts_become_values(field: Field, text: str, value: Any) -> None:
    assert field.judge(text, PLACE) == (value, None)


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        (Field("name", "姓名", required=True), "  ", "missing"),
        (Field("name", "姓名", longest=2), "三个字", "too_long"),
        (Field("line", "险种", kind=Kind.CHOICE, choices={"养老": "pension"}), "医疗", "not_allowed"),
        (Field("basic", "是否", kind=Kind.FLAG), "也许", "not_allowed"),
        (Field("count", "人数", kind=Kind.WHOLE, low=0, high=9), "1.5", "not_whole"),
        (Field("count", "人数", kind=Kind.WHOLE, low=0, high=9), "10", "out_of_bounds"),
        (Field("count", "人数", kind=Kind.WHOLE), "十", "not_a_number"),
        (Field("base", "基数", kind=Kind.MONEY, low=0), "-1", "negative"),
        (Field("base", "基数", kind=Kind.MONEY), "1.005", "too_fine"),
        (Field("base", "基数", kind=Kind.MONEY), "1e9", "not_an_amount"),
        (Field("base", "基数", kind=Kind.MONEY, high=100), "101", "out_of_bounds"),
        (Field("rate", "率", kind=Kind.SHARE), "120%", "out_of_bounds"),
        (Field("span", "年限", kind=Kind.YEARS), "很久", "not_a_span"),
        (Field("born", "出生日期", kind=Kind.DAY), "1965-02-30", "not_a_day"),
        (Field("month", "月", kind=Kind.MONTH), "2025-13", "not_a_month"),
        (Field("id", "证件号码", kind=Kind.IDENTITY), "110101199001010000", "not_an_identity_number"),
        (Field("unit", "信用代码", kind=Kind.CREDIT_CODE), "123", "not_a_credit_code"),
    ],
)
def test_what_is_no_value_is_told_with_place_and_code(field: Field, text: str, code: str) -> None:
    value, problem = field.judge(text, PLACE)
    assert value is None
    assert isinstance(problem, Problem)
    assert problem.code == code
    assert str(problem).startswith(f"职工.xlsx〔名单〕第 7 行“{field.label}”")
    assert str(problem).endswith("。")


def test_blank_is_no_value() -> None:
    assert Field("note", "备注").judge(" ", PLACE) == (None, None)


def test_steps_of_a_place() -> None:
    place = Place("绩效.yaml").at("项目 2").at("指标 3")
    assert (
        str(Problem("missing", "没有填写", "至少一个", place, "名称"))
        == "绩效.yaml 项目 2 指标 3“名称”：没有填写；至少一个。"
    )
    assert (
        str(Problem("unusable", "早于出生", place=Place(steps=("张某",)), field="退休时间"))
        == "张某：退休时间：早于出生"
    )
    assert str(Problem("empty", "没有内容")) == "没有内容"


def test_a_file_that_is_not_taken_keeps_reason_and_name_over_processes() -> None:
    problem = pickle.loads(pickle.dumps(FileProblem("文件是空的；请重新导出后再试。", "甲.xlsx")))
    assert (problem.reason, problem.file) == ("文件是空的；请重新导出后再试。", "甲.xlsx")
    assert str(problem) == "甲.xlsx：文件是空的；请重新导出后再试。"
    assert str(FileProblem("文件是空的。")) == "文件是空的。"


def test_spellings_without_case_separators_and_remarks() -> None:
    amount = Field("amount", "金额（元）", ("本位币金额", "Local Amount"))
    assert set(amount.names) == {"amount", "金额", "本位币金额", "localamount"}


@given(st.integers(-(10**12), 10**12))
def test_money_is_exact_to_the_fen(fen: int) -> None:
    sign, (yuan, rest) = ("-" if fen < 0 else ""), divmod(abs(fen), 100)
    assert values.money(f"{sign}{yuan:,}.{rest:02d}", low=None, high=None) == fen


@given(st.text(max_size=60), st.sampled_from([kind for kind in Kind if kind is not Kind.TEXT]))
def test_any_text_is_a_value_or_wrong(text: str, kind: Kind) -> None:
    value, problem = Field("x", "甲", kind=kind).judge(text, PLACE)
    assert (value is None) == (problem is not None or not text.strip())
    assert problem is None or (problem.code and problem.reason)
