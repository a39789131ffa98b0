"""Explanations: quantities, bases, marks, and the forms they are printed in."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.fields.dates import Month
from shebao.policy.errors import PolicyError
from shebao.policy.explanation import Explanation, Quantity, as_data, as_pdf, as_text, json_text, operand, step
from shebao.policy.explanation.glyphs import families_for, lacking
from shebao.policy.explanation.sheet import FONT_FILE, font_folder
from shebao.policy.parameters import law

RULES = law("wuhan")
SURE = RULES.at("pension.accrual_rate", date(2025, 1, 1))
UNSURE = RULES.at("pension.index_floor", date(2025, 1, 1))


def explanation(*steps, remarks=()):
    return Explanation("说明", "甲", "武汉市", date(2025, 1, 1), None, (), steps, (steps[-1].name,), remarks)


@pytest.mark.parametrize(
    ("value", "unit", "text", "plain"),
    [
        (123_456_789, "yuan", "1,234,567.89 元", Decimal("1234567.89")),
        (Decimal("0.0831"), "ratio", "8.31%", Decimal("0.0831")),
        (Decimal("0.6000"), "index", "0.6000", Decimal("0.6000")),
        (Decimal("28.50"), "years", "28.5 年", Decimal("28.50")),
        (139, "months", "139 个月", 139),
        (185, "span", "15年5个月", 185),
        (0, "span", "0年", 0),
        (Decimal("60"), "percent", "60%", Decimal("60")),
        (722, "full_age", "60岁2个月", 722),
        (Month(2025, 11), "month", "2025年11月", "2025-11"),
        (date(2028, 1, 12), "date", "2028年1月12日", "2028-01-12"),
        ("女", "text", "女", "女"),
    ],
)
def test_a_quantity_for_people_and_for_machines(value, unit, text, plain):
    assert Quantity(value, unit).text == text
    assert Quantity(value, unit).plain == plain


def test_a_step_is_known_as_soon_as_something_it_rests_on_is():
    assert step("a", "甲", 1, "yuan", "", laws=[SURE]).mark == "verified"
    assert step("a", "甲", 1, "yuan", "", laws=[SURE, UNSURE]).mark == "known"
    assert step("a", "甲", 1, "yuan", "", laws=[SURE, SURE], basis="某法").bases == ("某法", *SURE.basis.split("；"))
    twice = step("a", "甲", 1, "yuan", "", laws=[replace(SURE, basis="甲规定；某法"), SURE], basis="某法")
    assert twice.bases == ("某法", "甲规定", *SURE.basis.split("；"))


def test_unverified_steps_are_marked_and_the_mark_is_explained():
    unsure = explanation(step("a", "甲项", 100, "yuan", "公式", laws=[UNSURE]), remarks=("一句",))
    text = as_text(unsure)
    assert "依据：鄂劳社文〔2006〕169号〔未经核对〕" in text
    assert "· 〔未经核对〕表示所据规定或数值未与原文核对。" in text
    assert as_data(unsure)["confidence"] == "known"
    assert "未经核对" not in as_text(explanation(step("a", "甲项", 100, "yuan", "公式", laws=[SURE])))


def test_json_keeps_the_digits_of_decimals():
    text = json_text({"a": Decimal("2286.90"), "b": [1, None, True, '引"号'], "c": {}, "d": []})
    assert '"a": 2286.90' in text
    assert json.loads(text) == {"a": 2286.9, "b": [1, None, True, '引"号'], "c": {}, "d": []}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_json_text_is_json(value):
    assert json.loads(json_text(value)) == value


def test_a_long_explanation_still_fits_one_page():
    rows = [operand(f"{year}年末", year * 100_000, "yuan") for year in range(1996, 2026)]
    steps = [
        step(f"s{n}", f"第{n}步", n, "yuan", "一条较长的公式" * 4, rows if n < 2 else [], laws=[SURE])
        for n in range(18)
    ]
    pdf = as_pdf(explanation(*steps, remarks=("说明" * 40,) * 3))
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    document.close()
    assert pdf == as_pdf(explanation(*steps, remarks=("说明" * 40,) * 3))


def test_a_step_that_is_not_there_is_named():
    with pytest.raises(KeyError, match="没有"):
        explanation(step("a", "甲", 1, "yuan", "")).step("没有")


def test_a_character_that_no_font_has_is_named_and_never_a_box():
    font = Path(font_folder()) / FONT_FILE
    assert lacking("王𬍛·㛃 䶮\n（1）", font) == set()
    assert families_for("张三", font) == ()
    with pytest.raises(PolicyError, match=r"“\U000f0000”（U\+F0000）在已安装的字体里都没有"):
        families_for("张\U000f0000", font)
