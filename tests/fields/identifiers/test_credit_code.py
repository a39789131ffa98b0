"""Unified social credit codes: GB 32100 and the organisation code inside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shebao.fields.identifiers import IdentifierError, read_credit_code
from shebao.fields.identifiers.credit_code import ALPHABET, check_character, organisation_check_character

VECTORS = ["91420105MA4K0A1B6W", "124201054412400183", "11420112010854325D"]


@pytest.mark.parametrize("text", VECTORS)
def test_known_codes_are_valid(text):
    code = read_credit_code(text)
    assert code.text == text
    assert organisation_check_character(code.organisation[:8]) == code.organisation[8]


def test_a_code_says_authority_and_place():
    code = read_credit_code("91420105ma4k0a1b6w")
    assert (code.authority, code.place, code.synthetic) == ("市场监管", "420105", False)


@given(st.sampled_from(VECTORS), st.integers(8, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(text, position, character):
    wrong = text[:position] + character + text[position + 1 :]
    if wrong != text:
        with pytest.raises(IdentifierError, match="校验码"):
            read_credit_code(wrong)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("91420105MA4K0A1B6", "十八位"),
        ("91420105MA4K0A1BOW", "不含字母"),
        ("B1420105MA4K0A1B6W", "登记管理部门"),
        ("91780105MA4K0A1B6W", "前两位"),
    ],
)
def test_what_is_wrong_is_said(text, reason):
    with pytest.raises(IdentifierError, match=reason):
        read_credit_code(text)


def test_codes_registered_nationally_have_no_division():
    body = "91100000MA4K0A1B6"
    assert read_credit_code(body + check_character(body)).place == "100000"
