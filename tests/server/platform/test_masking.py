"""No way of writing a personal number gets it into a log; what is none is left as it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.server.platform.masking import masked

_DIGITS = ["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩"]
_SEPARATORS = ["", " ", "-", "\u00a0", "–", "·", ".", "\u2009", "\u200b", " -"]
_BEFORE = ["", "ID", "身份证号：", "id=", "+86", "+86 ", "0086-", '"', "（", "x"]
_AFTER = ["", "。", "号", '"', "）", " 元"]


@st.composite
def written(draw: st.DrawFn, numbers: st.SearchStrategy[str]) -> tuple[str, str]:
    """A number and a text in which it is written in one of many ways."""
    number = draw(numbers)
    script = draw(st.sampled_from(_DIGITS))
    size = draw(st.sampled_from([1, 3, 4, 6, 100]))
    separator = draw(st.sampled_from(_SEPARATORS))
    groups = [number[start : start + size] for start in range(0, len(number), size)]
    shown = "".join(script[int(each)] if each.isdigit() else each for each in separator.join(groups))
    return number, f"{draw(st.sampled_from(_BEFORE))}{shown}{draw(st.sampled_from(_AFTER))}"


def _kept(text: str) -> str:
    return "".join(str(int(each)) for each in text if each.isdecimal())


_IDENTITIES = st.one_of(
    st.from_regex(r"[1-6]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d)\d{3}[\dXx]", fullmatch=True).filter(
        str.isascii
    ),
    st.from_regex(r"[1-6]\d{14}", fullmatch=True).filter(str.isascii),
    st.from_regex(r"62\d{14,17}", fullmatch=True).filter(str.isascii),
)
_MOBILES = st.from_regex(r"1[3-9]\d{9}", fullmatch=True).filter(str.isascii)


@given(written(_IDENTITIES))
def test_identity_numbers_and_cards_never_show_their_middle(case: tuple[str, str]) -> None:
    number, text = case
    assert number.rstrip("Xx") not in _kept(masked(text))
    assert len(_kept(masked(text)).removeprefix("0086").removeprefix("86")) <= 10


@given(written(_MOBILES).filter(lambda case: "x" not in case[1][:1]))
def test_mobile_numbers_never_show_their_middle(case: tuple[str, str]) -> None:
    assert case[0] not in _kept(masked(case[1]))


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-30 12:38:22",
        "金额 1234567.89 元，共 12345678 分",
        "job 0b3c13812345678f",
        "GET /work/12/ 200 13 ms",
        "version 0.1.0, 172.16.254.103:8000",
        "总计 19,118,432,100.00",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert masked(text) == text


@given(st.text(max_size=300))
def test_masking_twice_changes_no_more(text: str) -> None:
    assert masked(masked(text)) == masked(text)


def test_long_texts_cost_no_more_than_their_length() -> None:
    for pumped in ("1" * 50_000, "1 " * 25_000, "1-" * 25_000, "1" + " " * 50_000, "１X" * 25_000):
        assert re.sub(r"[^*]", "", masked(pumped)) in ("", "*" * 8)
